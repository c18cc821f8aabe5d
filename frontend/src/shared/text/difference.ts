import { diffWordsWithSpace } from "diff";
import type { Span } from "./textRuns";

const PATIENCE_MS = 1_000;

export interface Difference {
  /** What stands in the first text only, and in the second only. */
  first: Span[];
  second: Span[];
}

/** The words in which two texts differ; null where they are too long and too different to tell. */
export function differenceOf(first: string, second: string): Difference | null {
  const [one, other] = [sameSpaces(first), sameSpaces(second)];
  const [start, end] = commonEnds(one, other);
  const [middle, otherMiddle] = [one, other].map((each) => each.slice(start, each.length - end));
  const changes = diffWordsWithSpace(middle ?? "", otherMiddle ?? "", { timeout: PATIENCE_MS });
  if (!changes) return null;
  const difference: Difference = { first: [], second: [] };
  let inFirst = start;
  let inSecond = start;
  for (const { value, added, removed } of changes) {
    if (removed) difference.first.push(...phrases(value, inFirst));
    if (added) difference.second.push(...phrases(value, inSecond));
    if (!added) inFirst += value.length;
    if (!removed) inSecond += value.length;
  }
  return difference;
}

/** How many characters the two begin with alike, and end with, in whole words. */
function commonEnds(one: string, other: string): [number, number] {
  const shorter = Math.min(one.length, other.length);
  let start = 0;
  while (start < shorter && one[start] === other[start]) start += 1;
  while (start > 0 && one[start - 1] !== " ") start -= 1;
  let end = 0;
  while (end < shorter - start && one.at(-1 - end) === other.at(-1 - end)) end += 1;
  while (end > 0 && one.at(-end) !== " ") end -= 1;
  return [start, end];
}

/** However lines are broken, the words are the same; every character keeps its place. */
const sameSpaces = (text: string) => text.replace(/\s/g, " ");

/** The words of a change; indents and wide gaps between them are left out. */
const phrases = (value: string, offset: number): Span[] =>
  Array.from(value.matchAll(/\S+(?: \S+)*/g), ({ index, 0: phrase }) => ({
    start: offset + index,
    end: offset + index + phrase.length,
  }));
