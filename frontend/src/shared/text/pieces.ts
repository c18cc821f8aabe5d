/** Below this many characters a text is drawn in one go. */
const WHOLE_TEXT_CHARACTERS = 6_000;
const PIECE_CHARACTERS = 2_500;

/** Notes and links that are defined elsewhere in the text: they hold it together. */
const DEFINITION = /^ {0,3}\[[^\]\n]+\]:/m;
const FENCE = /^ {0,3}(`{3,}|~{3,}|\$\$)/;

/**
 * A long text in pieces to be drawn one after the other, cut at blank lines; inside of code and
 * formulas none is made, and none in texts with footnotes. Joined, the pieces are the text.
 */
export function piecesOf(text: string): string[] {
  if (text.length <= WHOLE_TEXT_CHARACTERS || DEFINITION.test(text)) return [text];
  const pieces: string[] = [];
  let piece = "";
  let fence: string | null = null;
  for (const line of text.split(/(?<=\n)/)) {
    const mark = FENCE.exec(line)?.[1];
    if (mark && fence === null) fence = mark;
    else if (mark && fence && mark.startsWith(fence)) fence = null;
    piece += line;
    const mayEnd = fence === null && line.trim() === "" && piece.length >= PIECE_CHARACTERS;
    if (mayEnd) {
      pieces.push(piece);
      piece = "";
    }
  }
  return piece ? [...pieces, piece] : pieces;
}
