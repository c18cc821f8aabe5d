import { expect, it } from "vitest";
import { around } from "./scale";

const interval = (low: number | null, high: number | null) => ({ value: low, low, high });

it("holds all intervals, rounded up to halves", () => {
  expect(around([interval(-0.2, 0.3), interval(0.1, 1.1)])).toEqual([-1.5, 1.5]);
  expect(around([interval(-2.4, -2)])).toEqual([-2.5, 2.5]);
});

it("is neither empty nor endless", () => {
  expect(around([interval(null, null)])).toEqual([-0.5, 0.5]);
  expect(around([interval(-40, 3)])).toEqual([-6, 6]);
});
