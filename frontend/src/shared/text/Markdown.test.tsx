import { prerender } from "react-dom/static";
import { describe, expect, it } from "vitest";
// Things that run scripts, call home or take over the page where Markdown is handled carelessly.
// The browser tests show them to a real browser, too.
import ATTACKS from "./attacks.json";
import { Markdown } from "./Markdown";
import { toMarkdown } from "./restructured";

/** The page that a text becomes, with all that it loads. */
async function html(text: string): Promise<string> {
  const { prelude } = await prerender(<Markdown text={text} />);
  return (await new Response(prelude).text()).replaceAll("<!-- -->", "");
}

interface Element {
  name: string;
  attributes: Record<string, string>;
}

/** Every element of a page that React wrote: in it, "<" begins a tag and nothing else. */
function elementsOf(page: string): Element[] {
  return Array.from(page.matchAll(/<([a-z][^\s/>]*)([^>]*)>/gi), ([, name = "", rest = ""]) => ({
    name: name.toLowerCase(),
    attributes: Object.fromEntries(
      Array.from(rest.matchAll(/([^\s=]+)="([^"]*)"/g), ([, key = "", value = ""]) => [
        key.toLowerCase(),
        value,
      ]),
    ),
  }));
}

const namesIn = (page: string) => elementsOf(page).map(({ name }) => name);

describe("Markdown", () => {
  it("has GitHub's tables, task lists and footnotes", async () => {
    const page = await html(
      "| a | b |\n|---|--:|\n| 1 | 2 |\n\n- [x] done\n\nNote[^1].\n\n[^1]: So.",
    );
    expect(namesIn(page)).toEqual(expect.arrayContaining(["table", "th", "td", "li", "sup"]));
    expect(page).toContain("☑");
    expect(page).toContain("So.");
  });

  it("draws formulas in every notation, and leaves money alone", async () => {
    for (const text of ["$x^2$", "\\(x^2\\)", "$$x^2$$", "\\[x^2\\]", "$$\nx^2\n$$"]) {
      expect(await html(`so\n\n${text}\n\nit is`)).toContain('class="katex"');
    }
    const page = await html("**Costs** $5 or $10");
    expect(page).not.toContain("katex");
    expect(page).toContain("$5 or $10");
  });

  it("shows a broken formula as it was written", async () => {
    expect(await html("$\\frac{1}{$")).toContain("\\frac{1}{");
  });

  it("highlights code", async () => {
    const page = await html("```python\ndef f():\n    return 1\n```");
    expect(page).toContain("hljs-keyword");
  });

  it("puts a text's headings below the page's", async () => {
    expect(namesIn(await html("# One\n\n## Two"))).toEqual(["div", "h3", "h4"]);
  });

  it("keeps the footnotes of two texts apart", async () => {
    const text = "Note[^1].\n\n[^1]: So.";
    const { prelude } = await prerender([
      <Markdown key="a" text={text} />,
      <Markdown key="b" text={text} />,
    ]);
    const ids = elementsOf(await new Response(prelude).text()).flatMap(
      ({ attributes }) => attributes.id ?? [],
    );
    expect(ids.length).toBeGreaterThan(2);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

const FORBIDDEN =
  /^(script|iframe|img|object|embed|form|button|base|meta|link|style|animate|details|video|audio|input)$/;

describe("an attack", () => {
  it.each(ATTACKS)("comes to nothing: %s", async (attack) => {
    for (const { name, attributes } of elementsOf(await html(`**bold**\n\n${attack}\n\nend`))) {
      expect(name).not.toMatch(FORBIDDEN);
      for (const [key, value] of Object.entries(attributes)) {
        expect(key).not.toMatch(/^(on|src$|srcset|srcdoc|action|formaction|xlink|data$)/);
        if (key === "href") expect(value).toMatch(/^(https?:|mailto:|#|x(?!:))/);
        if (key === "style") expect(value).not.toMatch(/url|expression|position:fixed/);
      }
    }
  });

  it.each(ATTACKS)("comes to nothing in a manual's text: %s", async (attack) => {
    const text = `Title\n=====\n\n${attack}\n\n* ${attack}\n\n\`${attack} <javascript:alert(1)>\`_`;
    for (const { name, attributes } of elementsOf(await html(toMarkdown(text)))) {
      expect(name).not.toMatch(FORBIDDEN);
      for (const [key, value] of Object.entries(attributes)) {
        expect(key).not.toMatch(/^(on|src$|srcset|srcdoc|action|formaction|xlink|data$)/);
        if (key === "href") expect(value).toMatch(/^(https?:|mailto:|#|x(?!:))/);
      }
    }
  });

  it("written in HTML is shown as it was written", async () => {
    const page = await html("A **test**:\n\n<script>alert(1)</script>\n\nand <b>this</b>.");
    expect(page).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
    expect(page).toContain("&lt;b&gt;this&lt;/b&gt;");
  });
});
