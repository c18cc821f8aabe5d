/**
 * Documents as manuals write them (reStructuredText, and the plain text made from it) in Markdown:
 * underlined titles, lists, tables, examples, emphasis. What is no mark is escaped, so that it is
 * read as it stands; what comes out is sanitised like any other Markdown.
 */

const RULER = /^([=\-~^"'`#*+.:_])\1{2,}\s*$/;
const GRID_BORDER = /^\+[-=]+(?:\+[-=]+)*\+\s*$/;
const GRID_HEAD = /^(?:\+=+(?:\+=+)*\+|\|=+(?:\|=+)*\|)\s*$/;
const SIMPLE_BORDER = /^=+(?: +=+)+\s*$/;
const ITEM = /^( *)([*\-+•]|\d{1,3}[.)]|#\.) +(?=\S)/;
const DIRECTIVE = /^\.\. +([\w-]+)::(?: +(.*))?$/;
const CODE_DIRECTIVES = new Set([
  "code",
  "code-block",
  "sourcecode",
  "parsed-literal",
  "productionlist",
]);
const COMMENT = /^\.\.(?:\s|$)/;
/** A line this long was broken because it was full. */
const FULL_LINE_CHARACTERS = 50;
const DEEPEST = 8;

export function toMarkdown(text: string): string {
  const rulers: string[] = [];
  return blocks(text.replaceAll("\t", "    ").split("\n"), rulers, 0).join("\n\n");
}

function blocks(lines: readonly string[], rulers: string[], depth: number): string[] {
  const out: string[] = [];
  let isExample = false;
  for (let at = 0; at < lines.length;) {
    if (isBlank(lines[at])) {
      at += 1;
      continue;
    }
    const found: Found =
      heading(lines, at, rulers) ??
      gridTable(lines, at) ??
      simpleTable(lines, at) ??
      directive(lines, at, rulers, depth) ??
      indented(lines, at, isExample, rulers, depth) ??
      list(lines, at, rulers, depth) ??
      paragraph(lines, at);
    isExample = found.leadsOn ?? false;
    if (found.text !== "") out.push(found.text);
    at = found.end;
  }
  return out;
}

interface Found {
  text: string;
  /** The line after it. */
  end: number;
  /** It ends with two colons: what follows is an example. */
  leadsOn?: boolean;
}

const isBlank = (line: string | undefined) => line === undefined || line.trim() === "";
const indentOf = (line: string) => line.length - line.trimStart().length;

/** The end of what is indented at least so far, blank lines inside included. */
function endOfIndented(lines: readonly string[], from: number, least: number): number {
  let end = from;
  for (let at = from; at < lines.length; at += 1) {
    const line = lines[at] ?? "";
    if (isBlank(line)) continue;
    if (indentOf(line) < least) break;
    end = at + 1;
  }
  return end;
}

const dedented = (lines: readonly string[]) => {
  const least = Math.min(...lines.filter((line) => !isBlank(line)).map(indentOf));
  return lines.map((line) => line.slice(Math.min(least, line.length)));
};

function heading(lines: readonly string[], at: number, rulers: string[]): Found | null {
  const first = lines[at] ?? "";
  const over = RULER.test(first) ? 1 : 0;
  const title = lines[at + over] ?? "";
  const ruler = lines[at + over + 1] ?? "";
  if (isBlank(title) || RULER.test(title) || !RULER.test(ruler)) return null;
  if (indentOf(title) > over || 2 * ruler.trimEnd().length < title.trimEnd().length) return null;
  const kind = `${over}${ruler.charAt(0)}`;
  if (!rulers.includes(kind)) rulers.push(kind);
  const level = Math.min(rulers.indexOf(kind) + 1, 5);
  return { text: `${"#".repeat(level)} ${inline(title.trim())}`, end: at + over + 2 };
}

function gridTable(lines: readonly string[], at: number): Found | null {
  const border = (lines[at] ?? "").trimStart();
  if (!GRID_BORDER.test(border)) return null;
  const shift = indentOf(lines[at] ?? "");
  const places = [...border.matchAll(/\+/g)].map(({ index }) => index);
  const rows: string[][] = [];
  let hasHead = false;
  let row: string[] | null = null;
  let end = at + 1;
  for (; end < lines.length; end += 1) {
    const line = (lines[end] ?? "").slice(shift);
    if (!/^[+|]/.test(line)) break;
    if (GRID_BORDER.test(line) || GRID_HEAD.test(line)) {
      if (row) rows.push(row);
      if (GRID_HEAD.test(line) && rows.length === 1) hasHead = true;
      row = null;
      continue;
    }
    const cells = places
      .slice(1)
      .map((place, index) => line.slice((places[index] ?? 0) + 1, place).trim());
    row = row ? row.map((cell, index) => `${cell} ${cells[index] ?? ""}`.trim()) : cells;
  }
  if (row) rows.push(row);
  return rows.length > 0 ? { text: table(rows, hasHead), end } : null;
}

function simpleTable(lines: readonly string[], at: number): Found | null {
  const border = lines[at] ?? "";
  if (!SIMPLE_BORDER.test(border)) return null;
  const starts = [...border.matchAll(/=+/g)].map(({ index }) => index);
  const rows: string[][] = [];
  let borders = 1;
  let end = at + 1;
  for (; end < lines.length; end += 1) {
    const line = lines[end] ?? "";
    if (SIMPLE_BORDER.test(line)) {
      borders += 1;
      if (isBlank(lines[end + 1])) break;
    } else if (isBlank(line)) {
      continue;
    } else {
      rows.push(starts.map((start, index) => line.slice(start, starts[index + 1]).trim()));
    }
  }
  if (borders < 2 || rows.length === 0) return null;
  return { text: table(rows, borders > 2), end: end + 1 };
}

/** GitHub's tables have a head; where there is none it is left empty. */
function table(rows: readonly string[][], hasHead: boolean): string {
  const written = rows.map((cells) => `| ${cells.map(inline).join(" | ")} |`);
  const empty = `|${"  |".repeat(rows[0]?.length ?? 1)}`;
  const rule = `|${" --- |".repeat(rows[0]?.length ?? 1)}`;
  const [head, ...body] = hasHead ? written : [empty, ...written];
  return [head, rule, ...body].join("\n");
}

function directive(
  lines: readonly string[],
  at: number,
  rulers: string[],
  depth: number,
): Found | null {
  const line = lines[at] ?? "";
  if (!COMMENT.test(line)) return null;
  const end = Math.max(endOfIndented(lines, at + 1, 1), at + 1);
  const [, name, argument = ""] = DIRECTIVE.exec(line) ?? [];
  // Labels and comments are not for readers.
  if (name === undefined) return { text: "", end };
  const options = lines.slice(at + 1, end).filter((each) => !/^\s+:[\w-]+:/.test(each));
  if (CODE_DIRECTIVES.has(name)) return { text: code(options, argument), end };
  const title = name.charAt(0).toUpperCase() + name.slice(1).replaceAll("-", " ");
  const head = `**${title}:** ${inline(argument)}`.trim();
  const body = options.some((each) => !isBlank(each))
    ? blocks(dedented(options), rulers, depth + 1)
    : [];
  return { text: [head, ...body].join("\n\n"), end };
}

function indented(
  lines: readonly string[],
  at: number,
  isExample: boolean,
  rulers: string[],
  depth: number,
): Found | null {
  const first = lines[at] ?? "";
  const indent = indentOf(first);
  if (indent < 2) return first.startsWith(">>> ") ? console_(lines, at) : null;
  const end = endOfIndented(lines, at, indent);
  const part = lines.slice(at, end);
  if (isExample || depth >= DEEPEST || !(ITEM.test(first) || readsAsProse(part))) {
    return { text: code(part), end };
  }
  const inner = blocks(dedented(part), rulers, depth + 1).join("\n\n");
  return { text: inner.replace(/^/gm, "> "), end };
}

function console_(lines: readonly string[], at: number): Found {
  let end = at;
  while (end < lines.length && !isBlank(lines[end])) end += 1;
  return { text: code(lines.slice(at, end), "pycon"), end };
}

function code(lines: readonly string[], language = ""): string {
  const text = dedented(lines)
    .join("\n")
    .replace(/^\n+|\n+$/g, "");
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([marks]) => marks.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}${language.replace(/[^\w+-]/g, "")}\n${text}\n${fence}`;
}

const HOLDING_WORD =
  /^(?:a|an|and|are|as|at|be|by|for|from|if|in|is|it|not|of|on|or|that|the|this|to|was|when|which|with)$/;

/** Whether the wording is that of sentences rather than of a program or grammar. */
function readsAsProse(lines: readonly string[]): boolean {
  const text = lines.join(" ");
  if (/::=|>>>|[{};]\s*$/m.test(text)) return false;
  const words = text.toLowerCase().match(/[a-z]+/g) ?? [];
  const holding = words.filter((word) => HOLDING_WORD.test(word)).length;
  const marks = (text.match(/[=(){}[\]<>_]/g) ?? []).length;
  return (
    words.length > 2 && (holding >= 0.16 * words.length || marks === 0) && marks < words.length
  );
}

function list(lines: readonly string[], at: number, rulers: string[], depth: number): Found | null {
  const items: string[] = [];
  let end = at;
  for (let next = at; next < lines.length;) {
    const match = ITEM.exec(lines[next] ?? "");
    if (!match) break;
    const width = match[0].length;
    const stop = Math.max(endOfIndented(lines, next + 1, 2), next + 1);
    const body = [
      " ".repeat(width) + (lines[next] ?? "").slice(width),
      ...lines.slice(next + 1, stop),
    ];
    const mark = /\d/.test(match[2] ?? "")
      ? `${parseInt(match[2] ?? "1", 10)}. `
      : match[2] === "#."
        ? "1. "
        : "- ";
    const inner = (
      depth >= DEEPEST ? [inline(joined(body))] : blocks(dedented(evened(body)), rulers, depth + 1)
    ).join("\n\n");
    items.push(mark + inner.replace(/\n(?=.)/g, `\n${" ".repeat(mark.length)}`));
    end = stop;
    next = stop;
    while (isBlank(lines[next]) && next < lines.length) next += 1;
  }
  return items.length > 0 ? { text: items.join("\n"), end } : null;
}

/** An item's lines, none further out than its first. */
function evened([first = "", ...rest]: readonly string[]): string[] {
  const width = indentOf(first);
  return [
    first,
    ...rest.map((line) =>
      isBlank(line) || indentOf(line) >= width ? line : " ".repeat(width) + line.trimStart(),
    ),
  ];
}

function paragraph(lines: readonly string[], at: number): Found {
  let end = at + 1;
  while (
    end < lines.length &&
    !isBlank(lines[end]) &&
    !GRID_BORDER.test((lines[end] ?? "").trimStart()) &&
    heading(lines, end, []) === null &&
    !(ITEM.test(lines[end] ?? "") && /:\s*$/.test(lines[end - 1] ?? "")) &&
    !(
      indentOf(lines[end] ?? "") >= 2 &&
      indentOf(lines[end] ?? "") > indentOf(lines[at] ?? "") &&
      end === at + 1 &&
      (lines[at] ?? "").length < FULL_LINE_CHARACTERS
    )
  ) {
    end += 1;
  }
  const whole = joined(lines.slice(at, end));
  const leadsOn = whole.endsWith("::");
  const said = leadsOn ? whole.replace(/\s*::$/, (found) => (found === "::" ? ":" : "")) : whole;
  return { text: inline(said), end, leadsOn };
}

/** Lines that were broken because they were full in one; other ends of lines are kept. */
const joined = (lines: readonly string[]) =>
  lines.reduce((whole, line, index) => {
    const before = lines[index - 1] ?? "";
    const link = index === 0 ? "" : before.trim().length >= FULL_LINE_CHARACTERS ? " " : "  \n";
    return whole + link + line.trim();
  }, "");

const MARKS =
  /``([^]+?)``|:[\w:+-]+:`([^`]+)`|`([^`<>]+?) +<([^`<>\s]+)>`__?|`([^`\n]+)`_{0,2}|(?<![\w*])(\*{1,2})(?=[^\s*])([^*\n]*[^\s*])\6(?![\w*])/g;

/** The marks inside a line; all else is escaped. */
function inline(text: string): string {
  let out = "";
  let from = 0;
  for (const match of text.matchAll(MARKS)) {
    out += escaped(text.slice(from, match.index)) + marked(match);
    from = match.index + match[0].length;
  }
  return out + escaped(text.slice(from));
}

function marked([, literal, role, name, address, plain, stars, stressed]: RegExpExecArray): string {
  if (literal !== undefined) return codeSpan(literal);
  if (role !== undefined) return codeSpan(role.replace(/^[~!]/, "").replace(/ *<[^>]*>$/, ""));
  if (name !== undefined && address !== undefined) return `[${escaped(name)}](<${address}>)`;
  if (plain !== undefined) return `*${escaped(plain)}*`;
  return `${stars ?? ""}${escaped(stressed ?? "")}${stars ?? ""}`;
}

const codeSpan = (text: string) => {
  const fence = text.includes("`") ? "``" : "`";
  const pad = fence.length > 1 ? " " : "";
  return `${fence}${pad}${text.replaceAll("|", "\\|").replaceAll("\n", " ")}${pad}${fence}`;
};

/** What Markdown would read as a mark; at the start of a line that of a list too. */
const escaped = (text: string) =>
  text
    .replace(/[\\`*_[\]<>#$~|&]/g, "\\$&")
    .replace(/^(\s*)([-+])(?=\s)/gm, "$1\\$2")
    .replace(/^(\s*\d+)([.)])(?=\s)/gm, "$1\\$2");
