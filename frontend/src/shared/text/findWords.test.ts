import { expect, it } from "vitest";
import { findWords } from "./findWords";

const found = (text: string, passage: string) => {
  const span = findWords(text, passage);
  return span && text.slice(span.start, span.end);
};

it("finds words in a text whose marks and lines are others", () => {
  expect(found("A plumb line\nhangs true. It is.", "**plumb** line hangs `true`.")).toBe(
    "plumb line\nhangs true.",
  );
  expect(found("Lot: ein Gewicht für Maße.", "ein Gewicht für Maße")).toBe("ein Gewicht für Maße.");
});

it("finds whole words only, and nothing where there is nothing", () => {
  expect(found("Plumb lines hang.", "plumb line")).toBeNull();
  expect(found("a aa a b", "a b")).toBe("a b");
  expect(found("text", "…")).toBeNull();
  expect(found("", "text")).toBeNull();
});
