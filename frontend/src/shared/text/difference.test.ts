import { expect, it } from "vitest";
import { differenceOf } from "./difference";

function words(first: string, second: string) {
  const difference = differenceOf(first, second);
  return (
    difference && {
      first: difference.first.map(({ start, end }) => first.slice(start, end)),
      second: difference.second.map(({ start, end }) => second.slice(start, end)),
    }
  );
}

it("names the words that stand in one text only", () => {
  expect(words("The quick brown fox", "The slow brown fox jumps")).toEqual({
    first: ["quick"],
    second: ["slow", "jumps"],
  });
});

it("minds words, not how lines are broken", () => {
  expect(words("one two\nthree", "one\ntwo three")).toEqual({ first: [], second: [] });
});

it("leaves indents out", () => {
  expect(words("", "if x:\n    return 1")?.second).toEqual(["if x:", "return 1"]);
});

it("tells whole words where the texts begin and end alike", () => {
  expect(words("a cat sat", "a cart sat")).toEqual({ first: ["cat"], second: ["cart"] });
  expect(words("so so", "so so so")).toEqual({ first: [], second: ["so"] });
});

it("copes with two long texts", () => {
  const text = "Some words of a sentence, again and again. ".repeat(2_500);
  const changed = text.slice(0, 50_000) + " inserted here " + text.slice(50_000);
  expect(words(text, changed)?.second.join(" ")).toContain("inserted here");
});
