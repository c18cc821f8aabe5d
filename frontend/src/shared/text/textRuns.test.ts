import { describe, expect, it } from "vitest";
import { findMatches, textRuns } from "./textRuns";

describe("finding", () => {
  const found = (text: string, query: string) =>
    findMatches(text, query).map(({ start, end }) => text.slice(start, end));

  it("minds neither the case nor how white space is broken", () => {
    expect(found("One two, ONE\n  Two", "one two")).toEqual(["One two", "ONE\n  Two"]);
  });

  it("takes every character as itself", () => {
    expect(found("f(x) = [a-z]* \\d", "[a-z]*")).toEqual(["[a-z]*"]);
    expect(found("a.b axb", "a.b")).toEqual(["a.b"]);
    expect(found("50 % of $5", "$5")).toEqual(["$5"]);
  });

  it("finds nothing for nothing", () => {
    expect(found("abc", "")).toEqual([]);
  });
});

describe("runs", () => {
  const pieces = ["The ", "quick", " brown ", "", "fox"];
  const texts = (spans: { start: number; end: number }[]) =>
    textRuns(
      pieces.map(({ length }) => length),
      spans,
    ).map((runs) => runs.map(({ piece, start, end }) => pieces[piece]?.slice(start, end)));

  it("cut each span at the borders of the pieces", () => {
    expect(texts([{ start: 2, end: 18 }])).toEqual([["e ", "quick", " brown ", "fo"]]);
  });

  it("keep two spans in one piece apart", () => {
    expect(
      texts([
        { start: 10, end: 12 },
        { start: 13, end: 19 },
      ]),
    ).toEqual([["br"], ["wn ", "fox"]]);
  });

  it("end where the text ends", () => {
    expect(texts([{ start: 17, end: 99 }])).toEqual([["ox"]]);
    expect(texts([{ start: 40, end: 50 }])).toEqual([[]]);
  });
});
