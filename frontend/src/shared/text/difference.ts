import { diffWordsWithSpace } from "diff";
import type { Span } from "./textRuns";

const PATIENCE_MS = 400;

export interface Difference {
  /** What stands in the first text only, and in the second only. */
  first: Span[];
  second: Span[];
}

/** The words in which two texts differ; null where they are too long and too different to tell. */
export function differenceOf(first: string, second: string): Difference | null {
  const changes = diffWordsWithSpace(sameSpaces(first), sameSpaces(second), {
    timeout: PATIENCE_MS,
  });
  if (!changes) return null;
  const difference: Difference = { first: [], second: [] };
  let inFirst = 0;
  let inSecond = 0;
  for (const { value, added, removed } of changes) {
    if (removed) difference.first.push(...phrases(value, inFirst));
    if (added) difference.second.push(...phrases(value, inSecond));
    if (!added) inFirst += value.length;
    if (!removed) inSecond += value.length;
  }
  return difference;
}

/** However lines are broken, the words are the same; every character keeps its place. */
const sameSpaces = (text: string) => text.replace(/\s/g, " ");

/** The words of a change; indents and wide gaps between them are left out. */
const phrases = (value: string, offset: number): Span[] =>
  Array.from(value.matchAll(/\S+(?: \S+)*/g), ({ index, 0: phrase }) => ({
    start: offset + index,
    end: offset + index + phrase.length,
  }));
