import { describe, expect, it } from "vitest";
import { hasMath, isMarkdown, isSurelyMarkdown, normalise } from "./markup";

describe("Markdown is told from plain text", () => {
  it.each([
    "# Heading\n\ntext",
    "Some **strong** words",
    "Some *stressed* words",
    "Call `print()`",
    "```python\nx = 1\n```",
    "| a | b |\n|---|---|\n| 1 | 2 |",
    "- one\n- two",
    "1. one\n\n2. two",
    "See [the manual](https://example.org)",
    "> quoted",
    "Euler: $e^{i\\pi} = -1$",
    "\\[ x^2 \\]",
  ])("by its marks: %j", (text) => expect(isMarkdown(text)).toBe(true));

  it.each([
    "One line, then\nanother.",
    "It costs $5 or $10.",
    "a * b * c, f(*args, *more)",
    "   if x < 3:\n       pass",
    "snake_case and __init__ and f(**a, **b)",
    "-----\nA rule",
  ])("which has none: %j", (text) => expect(isMarkdown(text)).toBe(false));
});

it("needs surer signs where columns would be lost", () => {
  expect(isSurelyMarkdown("1. one\n2. two *three* **four**")).toBe(false);
  expect(isSurelyMarkdown("## Heading")).toBe(true);
});

it("leaves names between underscores as they are", () => {
  expect(normalise("__init__ and `__name__` and $x__y$")).toBe(
    "\\_\\_init\\_\\_ and `__name__` and $x__y$",
  );
});

describe("formulas", () => {
  it("are written the one way that the parser reads", () => {
    expect(normalise("so \\( x \\) is")).toBe("so $x$ is");
    expect(normalise("\\[\na = b\n\\]")).toBe("$$\na = b\n$$");
    expect(normalise("$$a = b$$")).toBe("$$\na = b\n$$");
    expect(normalise("  $$a$$\nnext")).toBe("  $$\n  a\n  $$\nnext");
  });

  it("are told from money", () => {
    expect(normalise("$5 or $10")).toBe("\\$5 or \\$10");
    expect(hasMath(normalise("$5 or $10"))).toBe(false);
    expect(normalise("$x$ costs $5")).toBe("$x$ costs \\$5");
  });

  it("stay as they are in code", () => {
    const code = "`echo $HOME` and\n\n```sh\ncost=$1 \\(x\\)\n```\n";
    expect(normalise(code)).toBe(code);
    expect(normalise("```\n$ unfinished")).toBe("```\n$ unfinished");
  });
});
