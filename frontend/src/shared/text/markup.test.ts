import { describe, expect, it } from "vitest";
import { hasMath, isMarkdown, normaliseMath } from "./markup";

describe("Markdown is told from plain text", () => {
  it.each([
    "# Heading\n\ntext",
    "Some **strong** words",
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
    "a * b * c",
    "   if x < 3:\n       pass",
    "snake_case and __init__ and f(**a, **b)",
    "-----\nA rule",
  ])("which has none: %j", (text) => expect(isMarkdown(text)).toBe(false));
});

describe("formulas", () => {
  it("are written the one way that the parser reads", () => {
    expect(normaliseMath("so \\( x \\) is")).toBe("so $x$ is");
    expect(normaliseMath("\\[\na = b\n\\]")).toBe("$$\na = b\n$$");
    expect(normaliseMath("$$a = b$$")).toBe("$$\na = b\n$$");
    expect(normaliseMath("  $$a$$\nnext")).toBe("  $$\n  a\n  $$\nnext");
  });

  it("are told from money", () => {
    expect(normaliseMath("$5 or $10")).toBe("\\$5 or \\$10");
    expect(hasMath(normaliseMath("$5 or $10"))).toBe(false);
    expect(normaliseMath("$x$ costs $5")).toBe("$x$ costs \\$5");
  });

  it("stay as they are in code", () => {
    const code = "`echo $HOME` and\n\n```sh\ncost=$1 \\(x\\)\n```\n";
    expect(normaliseMath(code)).toBe(code);
    expect(normaliseMath("```\n$ unfinished")).toBe("```\n$ unfinished");
  });
});
