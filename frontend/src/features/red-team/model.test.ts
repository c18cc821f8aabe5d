import { expect, it } from "vitest";
import { cut, twice, without } from "./model";

const TEXT = "Eins 😀. Two. Three.";
const FIRST = { start: 0, end: 7 };
const SECOND = { start: 8, end: 12 };

it("counts characters as the server does", () => {
  expect(cut(TEXT, FIRST)).toBe("Eins 😀.");
  expect(cut(TEXT, SECOND)).toBe("Two.");
});

it("leaves a sentence out with its white space", () => {
  expect(without(TEXT, FIRST)).toBe("Two. Three.");
  expect(without(TEXT, SECOND)).toBe("Eins 😀. Three.");
});

it("says a sentence twice", () => {
  expect(twice(TEXT, SECOND)).toBe("Eins 😀. Two. Two. Three.");
});
