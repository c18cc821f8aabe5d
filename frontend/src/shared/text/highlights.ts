/**
 * Marks in a text that is on the page already, whatever elements it is made of. They are drawn by
 * the browser (CSS Custom Highlight API), so that nothing of the text is touched.
 */
import { textRuns, type Span } from "./textRuns";

interface Piece {
  /** Null between two blocks, whose words do not belong together. */
  node: Text | null;
  text: string;
}

/** What is read of an element: its text nodes, and a line's end between blocks. */
export interface ReadText {
  pieces: readonly Piece[];
  text: string;
}

const BLOCKS = "p, li, pre, th, td, h3, h4, h5, h6, blockquote, div, summary";
/** KaTeX writes each formula twice; this is the one that nobody sees. */
const UNSEEN = ".katex-mathml";

export function readText(element: Element): ReadText {
  const kinds = NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT;
  const walker = document.createTreeWalker(element, kinds, (node) =>
    node instanceof Element && node.matches(UNSEEN)
      ? NodeFilter.FILTER_REJECT
      : NodeFilter.FILTER_ACCEPT,
  );
  const pieces: Piece[] = [];
  let block: Element | null = null;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!(node instanceof Text)) continue;
    const own = node.parentElement?.closest(BLOCKS) ?? null;
    if (block && own !== block) pieces.push({ node: null, text: "\n" });
    block = own;
    pieces.push({ node, text: node.data });
  }
  return { pieces, text: pieces.map(({ text }) => text).join("") };
}

/** For each span the ranges that cover it. */
export function rangesOf({ pieces }: ReadText, spans: readonly Span[]): Range[][] {
  const lengths = pieces.map(({ text }) => text.length);
  return textRuns(lengths, spans).map((runs) =>
    runs.flatMap(({ piece, start, end }) => {
      const node = pieces[piece]?.node;
      if (!node) return [];
      const range = new Range();
      range.setStart(node, start);
      range.setEnd(node, end);
      return [range];
    }),
  );
}

export type MarkName = "found" | "found-here" | "difference" | "sentence" | "source";

/** Marks the ranges under that name. Returns how to take the marks away. */
export function mark(name: MarkName, ranges: readonly Range[]): () => void {
  if (typeof Highlight === "undefined") return () => undefined;
  const highlight = CSS.highlights.get(name) ?? new Highlight();
  if (name === "found-here") highlight.priority = 1;
  CSS.highlights.set(name, highlight);
  ranges.forEach((range) => highlight.add(range));
  return () => ranges.forEach((range) => highlight.delete(range));
}
