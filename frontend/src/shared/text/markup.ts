/** What a text is written in, told by looking at it. */

const FENCE = /^ {0,3}(```|~~~)/m;

/** Marks that plain documents hardly ever have. */
const SURE = [
  FENCE,
  /^#{1,6} \S/m, // heading
  /^ {0,3}\|?[ :-]+-[ :-]*(\|[ :-]*-[ :-]*)+\|?\s*$/m, // the line below a table's head
  /!?\[[^\]\n]+\]\([^)\s]+\)/, // link, image
];

/** Marks that the plain text of a manual may have as well. */
const LIKELY = [
  /(?<![\w*])\*{1,2}[^\s*](?:[^*\n]*[^\s*])?\*{1,2}(?![\w*])/, // emphasis, strong
  /(?<!`)`[^`\n]+`(?!`)/, // code
  /^> \S/m, // quotation
  /^ {0,3}(?:[-*+]|\d+[.)]) \S.*\n(?:\s*\n)? {0,3}(?:[-*+]|\d+[.)]) \S/m, // two list items
  /(?<!\$)\$\$(?!\$)|\\\(|\\\[/, // mathematics
  /(?<![\\$\w])\$[^\s$](?:[^$\n]*[^\s$\\])?\$(?![\d$])/,
];

/** True where showing the text as Markdown shows more than its characters do. */
export const isMarkdown = (text: string) =>
  isSurelyMarkdown(text) || LIKELY.some((pattern) => pattern.test(text));

/** The same of a text whose lines and columns would be lost if it were none. */
export const isSurelyMarkdown = (text: string) => SURE.some((pattern) => pattern.test(text));

export const hasCodeBlocks = (text: string) => FENCE.test(text);

const CODE =
  /(^ {0,3}(`{3,}|~{3,})[\s\S]*?(?:^ {0,3}\2[`~]*\s*$|$(?![\s\S]))|(`+)(?!`)[\s\S]*?[^`]\3(?!`))/m;
const REWRITTEN =
  /^( *)(?:\$\$|\\\[)([\s\S]+?)(?:\$\$|\\\])[ \t]*$|\$\$[\s\S]+?\$\$|\\\(([\s\S]+?)\\\)|\\\[([\s\S]+?)\\\]|\\\$|(?<!\$)\$(?![\s$])(?:\\.|[^$\n\\])*?(?<!\s)\$(?![\d$])|\$|__+/gm;

/**
 * Writes every formula the one way that remark-math reads: \(…\), \[…\] and $$…$$ become $…$
 * and $$ on lines of its own. A dollar that begins no formula, as in "$5 or $10", is escaped, and
 * so are double underscores: __init__ is a name more often than strong.
 */
export function normalise(text: string): string {
  return splitAtCode(text)
    .map((part, index) => (index % 2 ? part : part.replace(REWRITTEN, rewrite)))
    .join("");
}

function rewrite(
  found: string,
  indent: string | undefined,
  display: string | undefined,
  inline: string | undefined,
  bracketed: string | undefined,
): string {
  if (display !== undefined) {
    const pad = indent ?? "";
    return `${pad}$$\n${pad}${display.trim()}\n${pad}$$`;
  }
  if (inline !== undefined) return `$${inline.trim()}$`;
  if (bracketed !== undefined) return `$$${bracketed.trim()}$$`;
  if (found === "$") return "\\$";
  return found.startsWith("__") ? found.replaceAll("_", "\\_") : found;
}

/** Text and code in turns: code stands at the odd places. */
function splitAtCode(text: string): string[] {
  const parts: string[] = [];
  let rest = text;
  for (let match = CODE.exec(rest); match; match = CODE.exec(rest)) {
    parts.push(rest.slice(0, match.index), match[0]);
    rest = rest.slice(match.index + match[0].length);
  }
  return [...parts, rest];
}

/** True where a formula is left once the dollars that begin none are escaped. */
export const hasMath = (normalised: string) => /(?<!\\)\$/.test(normalised);
