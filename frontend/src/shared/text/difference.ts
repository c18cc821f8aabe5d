import { diffArrays } from "diff";
import type { Span } from "./textRuns";

const PATIENCE_MS = 1_000;

export interface Difference {
  /** What stands in the first text only, and in the second only. */
  first: Span[];
  second: Span[];
}

/**
 * The words in which two texts differ; null where they are too long and too different to tell.
 * White space is no word, and a sentence or line that stands in both is not marked, wherever.
 */
export function differenceOf(first: string, second: string): Difference | null {
  const [one, other] = [wordsOf(first), wordsOf(second)];
  const [start, end] = commonEnds(one, other);
  const middle = one.slice(start, one.length - end);
  const otherMiddle = other.slice(start, other.length - end);
  const texts = [middle, otherMiddle].map((words) => words.map(({ text }) => text));
  const changes = diffArrays(texts[0] ?? [], texts[1] ?? [], { timeout: PATIENCE_MS });
  if (!changes) return null;
  const own: [Word[], Word[]] = [[], []];
  let [inFirst, inSecond] = [0, 0];
  for (const { count, added, removed } of changes) {
    if (removed) own[0].push(...middle.slice(inFirst, inFirst + count));
    if (added) own[1].push(...otherMiddle.slice(inSecond, inSecond + count));
    if (!added) inFirst += count;
    if (!removed) inSecond += count;
  }
  return {
    first: phrases(first, own[0], sharedStretches(first, second)),
    second: phrases(second, own[1], sharedStretches(second, first)),
  };
}

interface Word extends Span {
  text: string;
}

const wordsOf = (text: string): Word[] =>
  Array.from(text.matchAll(/\S+/g), ({ index, 0: word }) => ({
    text: word,
    start: index,
    end: index + word.length,
  }));

/** How many words the two begin with alike, and end with. */
function commonEnds(one: readonly Word[], other: readonly Word[]): [number, number] {
  const shorter = Math.min(one.length, other.length);
  let start = 0;
  while (start < shorter && one[start]?.text === other[start]?.text) start += 1;
  let end = 0;
  while (end < shorter - start && one.at(-1 - end)?.text === other.at(-1 - end)?.text) end += 1;
  return [start, end];
}

const SENTENCES = /\S[^]*?(?:[.!?…。！？]["”’')\]]*(?=\s)|$)/g;
const LINES = /\S.*/g;

/** The sentences and lines of a text that stand in the other too, though elsewhere. */
function sharedStretches(text: string, other: string): Span[] {
  return [SENTENCES, LINES].flatMap((pattern) => {
    const known = new Set(stretchesOf(other, pattern).map((stretch) => stretch.text));
    return stretchesOf(text, pattern).filter((stretch) => known.has(stretch.text));
  });
}

/** However lines are broken and indented, a stretch of text is the same. One word is none. */
const stretchesOf = (text: string, pattern: RegExp): Word[] =>
  Array.from(text.matchAll(pattern), ({ index, 0: found }) => ({
    text: found.trim().split(/\s+/).join(" "),
    start: index,
    end: index + found.trimEnd().length,
  })).filter((stretch) => stretch.text.includes(" "));

/** Changed words in a row as one phrase, unless a wide gap or a line's end is between them. */
function phrases(text: string, words: readonly Word[], shared: readonly Span[]): Span[] {
  const isShared = (word: Span) =>
    shared.some(({ start, end }) => start <= word.start && word.end <= end);
  const found: Span[] = [];
  for (const word of words) {
    if (isShared(word)) continue;
    const last = found.at(-1);
    if (last && /^\s$/.test(text.slice(last.end, word.start))) last.end = word.end;
    else found.push({ start: word.start, end: word.end });
  }
  return found;
}
