import type { Span } from "@/shared/text/textRuns";

const STRETCH_CHARACTERS = 2_500;

/** A text in chunks that end with lines; joined, they are the text. */
export function chunksOf(text: string): string[] {
  const chunks: string[] = [];
  let from = 0;
  while (text.length - from > STRETCH_CHARACTERS) {
    const end = text.indexOf("\n", from + STRETCH_CHARACTERS - 1);
    if (end === -1) break;
    chunks.push(text.slice(from, end + 1));
    from = end + 1;
  }
  return from < text.length ? [...chunks, text.slice(from)] : chunks;
}

/** Spans that the server counts in characters, as strings here count; in order, none overlapping. */
export function spansIn(text: string, places: readonly Span[]): Span[] {
  const points = Array.from(text);
  const isSame = points.length === text.length;
  const unitsTo = (end: number) =>
    isSame ? end : points.slice(0, end).reduce((sum, point) => sum + point.length, 0);
  const merged: Span[] = [];
  for (const { start, end } of places.toSorted((one, other) => one.start - other.start)) {
    const span = { start: unitsTo(start), end: unitsTo(end) };
    const last = merged.at(-1);
    if (last && span.start <= last.end) last.end = Math.max(last.end, span.end);
    else merged.push(span);
  }
  return merged;
}
