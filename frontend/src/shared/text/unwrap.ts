/** A line this long was broken because it was full. */
const FULL_LINE_CHARACTERS = 50;
const BEGINS_ANEW = /^(\s|[-*+>|#=]|\d+[.)]|$)/;

/**
 * A text whose lines were broken at a fixed width, with its paragraphs in one piece, to be broken
 * anew where the window is narrow. Lists, tables and whatever is indented stay as they are.
 */
export function unwrap(text: string): string {
  const lines = text.split("\n");
  return lines.reduce((whole, line, index) => {
    const before = lines[index - 1] ?? "";
    const goesOn =
      before.length >= FULL_LINE_CHARACTERS && !/^\s/.test(before) && !BEGINS_ANEW.test(line);
    return index === 0 ? line : whole + (goesOn ? " " : "\n") + line;
  }, "");
}
