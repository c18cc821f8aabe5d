import { expect, it } from "vitest";
import { stepsOf } from "./scale";

const strengths = (count: Parameters<typeof stepsOf>[0]) =>
  stepsOf(count).map(({ verdict, strength }) => [verdict, strength]);

it("leads from the left over the tie to the right, the strongest at the ends", () => {
  expect(strengths(0)).toEqual([]);
  expect(strengths(3)).toEqual([
    ["left", null],
    ["tie", null],
    ["right", null],
  ]);
  expect(strengths(5)).toEqual([
    ["left", 4],
    ["left", 2],
    ["tie", null],
    ["right", 2],
    ["right", 4],
  ]);
  expect(strengths(7).map(([, strength]) => strength)).toEqual([4, 3, 2, null, 2, 3, 4]);
  expect(strengths(9).map(([, strength]) => strength)).toEqual([4, 3, 2, 1, null, 1, 2, 3, 4]);
});

it("names each step differently", () => {
  const labels = stepsOf(9).map(({ label }) => label);
  expect(new Set(labels).size).toBe(9);
});
