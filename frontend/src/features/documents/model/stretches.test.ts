import { expect, it } from "vitest";
import { chunksOf, spansIn } from "./stretches";

it("cuts a text at the ends of lines and loses nothing", () => {
  const text = Array.from({ length: 400 }, (_, line) => `Line ${line} of the text.`).join("\n");
  const chunks = chunksOf(text);
  expect(chunks.length).toBeGreaterThan(2);
  expect(chunks.join("")).toBe(text);
  expect(chunks.slice(0, -1).every((chunk) => chunk.endsWith("\n"))).toBe(true);
  expect(chunksOf("x".repeat(9_000))).toEqual(["x".repeat(9_000)]);
  expect(chunksOf("")).toEqual([]);
});

it("counts as strings do, in order, and merges what overlaps", () => {
  const places = [
    { start: 3, end: 4 },
    { start: 0, end: 2 },
    { start: 1, end: 2 },
  ];
  expect(spansIn("abcde", places)).toEqual([
    { start: 0, end: 2 },
    { start: 3, end: 4 },
  ]);
  expect(spansIn("😀b😀d", places)).toEqual([
    { start: 0, end: 3 },
    { start: 5, end: 6 },
  ]);
});
