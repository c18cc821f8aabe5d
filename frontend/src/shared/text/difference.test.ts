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

it("does not count white space as words", () => {
  const second = "It lists attributes.  Otherwise, it lists none.";
  expect(words("It lists them. Otherwise, it lists none.", second)).toEqual({
    first: ["them."],
    second: ["attributes."],
  });
});

it("marks no sentence that stands in both, wherever it stands", () => {
  const [one, two, three] = ["The cord is true.", "A weight hangs from it.", "So walls stand."];
  expect(words(`${one} ${two} ${three}`, `${two} ${three} ${one}`)).toEqual({
    first: [],
    second: [],
  });
  expect(words(`${one} ${two}`, `${two} Walls stand.\n${one}`)).toEqual({
    first: [],
    second: ["Walls stand."],
  });
  // A line of a list need not end like a sentence.
  expect(words("- one thing\n- other thing", "- other thing\n- one thing")).toEqual({
    first: [],
    second: [],
  });
});

it("marks a sentence of which only a part stands in the other", () => {
  expect(words("The cord is true.", "The cord is true and long.")?.second).toEqual([
    "true and long.",
  ]);
});

it("copes with two long texts", () => {
  const text = "Some words of a sentence, again and again. ".repeat(2_500);
  const changed = text.slice(0, 50_000) + " inserted here " + text.slice(50_000);
  expect(words(text, changed)?.second.join(" ")).toContain("inserted here");
});
