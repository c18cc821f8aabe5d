import { describe, expect, it } from "vitest";
import { toMarkdown } from "./restructured";

describe("a manual's text in Markdown", () => {
  it("has headings where titles are underlined, by their order", () => {
    const text = "Plumb lines\n***********\n\nUse\n===\n\nWalls.\n\nMore\n====";
    expect(toMarkdown(text)).toBe("# Plumb lines\n\n## Use\n\nWalls.\n\n## More");
  });

  it("has paragraphs in one piece where lines were full, and keeps other ends of lines", () => {
    const full = "A plumb line is a cord with a weight that hangs from it";
    expect(toMarkdown(`${full}\nand shows what is upright.`)).toBe(
      `${full} and shows what is upright.`,
    );
    expect(toMarkdown("A cord,\na weight.")).toBe("A cord,  \na weight.");
  });

  it("has emphasis, code and links", () => {
    expect(
      toMarkdown("*i* and **b**, ``x_y`` and :func:`len`; `here <https://a.example/>`_."),
    ).toBe("*i* and **b**, `x_y` and `len`; [here](<https://a.example/>).");
  });

  it("has examples as code, with or without two colons", () => {
    expect(toMarkdown("So::\n\n   the cord = 1\n\nAfter.")).toBe(
      "So:\n\n```\nthe cord = 1\n```\n\nAfter.",
    );
    expect(toMarkdown("As in:\n\n   class Foo:\n       pass\n\n   x = Foo()")).toBe(
      "As in:\n\n```\nclass Foo:\n    pass\n\nx = Foo()\n```",
    );
    expect(toMarkdown(".. code-block:: python\n   :linenos:\n\n   x = 1")).toBe(
      "```python\nx = 1\n```",
    );
    expect(toMarkdown(">>> 1 + 1\n2")).toBe("```pycon\n>>> 1 + 1\n2\n```");
  });

  it("has lists, also inside of each other", () => {
    expect(toMarkdown("* one\n\n* two\n  goes on\n\n  * inner")).toBe(
      "- one\n- two  \n  goes on\n\n  - inner",
    );
    expect(toMarkdown("1. one\n2. two")).toBe("1. one\n2. two");
  });

  it("has tables, drawn with corners or with rules, whose cells are whole", () => {
    const grid = [
      "+------+---------+",
      "| Sign | Meaning |",
      "|======|=========|",
      "| a|b  | one of  |",
      "|      | two     |",
      "+------+---------+",
    ].join("\n");
    expect(toMarkdown(grid)).toBe("| Sign | Meaning |\n| --- | --- |\n| a\\|b | one of two |");
    const simple = "=====  =====\nA      B\n=====  =====\n1      2\n=====  =====";
    expect(toMarkdown(simple)).toBe("| A | B |\n| --- | --- |\n| 1 | 2 |");
  });

  it("sets indented prose off, and notes with their name", () => {
    expect(toMarkdown("Term\n\n   It is the cord of a line.")).toBe(
      "Term\n\n> It is the cord of a line.",
    );
    expect(toMarkdown(".. note:: The cord is true.")).toBe("**Note:** The cord is true.");
    expect(toMarkdown(".. _label:\n\nText.")).toBe("Text.");
  });

  it("escapes what would be a mark or markup", () => {
    expect(toMarkdown("__init__ <b>x</b> [a](javascript:x) $5 # no")).toBe(
      "\\_\\_init\\_\\_ \\<b\\>x\\</b\\> \\[a\\](javascript:x) \\$5 \\# no",
    );
    expect(toMarkdown("``a`b``")).toBe("`` a`b ``");
    expect(toMarkdown("So::\n\n   ```\n   code")).toBe("So:\n\n````\n```\ncode\n````");
  });
});

it("ends on any text, and keeps every word", () => {
  const parts = [
    "* ",
    "+--+",
    "| a |",
    "   ",
    "::",
    "====",
    "word",
    "\n",
    "\n\n",
    "1. ",
    ".. x::",
    "`",
    "**",
  ];
  let seed = 7;
  const draw = () => (seed = (seed * 48_271) % 2_147_483_647) % parts.length;
  for (let round = 0; round < 300; round += 1) {
    const text = Array.from({ length: 30 }, () => parts[draw()] ?? "").join("");
    const count = (value: string) => value.match(/word/g)?.length ?? 0;
    if (!text.includes(".. x::")) expect(count(toMarkdown(text)), text).toBe(count(text));
    else toMarkdown(text);
  }
});
