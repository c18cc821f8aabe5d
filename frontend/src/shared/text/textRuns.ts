/** Spans of a text that is drawn in pieces: where they are, and which pieces they cover. */

export interface Span {
  start: number;
  end: number;
}

/** A part of one piece. */
export interface Run extends Span {
  piece: number;
}

/** Where `query` stands in `text`, whatever the case; matches never overlap. */
export function findMatches(text: string, query: string): Span[] {
  if (!query) return [];
  const pattern = query.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`).replace(/\s+/g, "\\s+");
  return Array.from(text.matchAll(new RegExp(pattern, "giu")), ({ index, 0: found }) => ({
    start: index,
    end: index + found.length,
  }));
}

/**
 * For each span its runs, given the pieces' lengths. Spans come in their order and do not
 * overlap; what lies beyond the last piece is cut off.
 */
export function textRuns(lengths: readonly number[], spans: readonly Span[]): Run[][] {
  let piece = 0;
  let offset = 0; // where the piece begins in the whole text
  return spans.map(({ start, end }) => {
    const runs: Run[] = [];
    for (let length = lengths[piece]; length !== undefined; length = lengths[piece]) {
      const from = Math.max(start - offset, 0);
      const to = Math.min(end - offset, length);
      if (from < to) runs.push({ piece, start: from, end: to });
      // The next span may begin in the piece that this one ends in.
      if (end <= offset + length) break;
      offset += length;
      piece += 1;
    }
    return runs;
  });
}
