import type { Span } from "./textRuns";

const WORD = /[\p{L}\p{N}_]+/gu;

/**
 * Where the words of a passage stand in a text one after the other, whatever stands between them:
 * a text that was formatted has other white space and no marks. Null where they do not.
 */
export function findWords(text: string, passage: string): Span | null {
  const wanted = passage.match(WORD);
  if (!wanted) return null;
  const found = Array.from(text.matchAll(WORD));
  const last = found.length - wanted.length;
  for (let first = 0; first <= last; first += 1) {
    if (!wanted.every((word, index) => found[first + index]?.[0] === word)) continue;
    const [begins, ends] = [found[first], found[first + wanted.length - 1]];
    if (!begins || !ends) return null;
    const end = ends.index + ends[0].length;
    const marks = /^[.!?…"'”’»)\]]*/.exec(text.slice(end));
    return { start: begins.index, end: end + (marks?.[0].length ?? 0) };
  }
  return null;
}
