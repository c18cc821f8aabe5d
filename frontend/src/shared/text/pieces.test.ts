import { expect, it } from "vitest";
import { piecesOf } from "./pieces";

const paragraph = "All work and no play makes a long text. ".repeat(20) + "\n\n";

it("leaves short texts whole", () => {
  expect(piecesOf(paragraph)).toEqual([paragraph]);
});

it("cuts long ones between paragraphs and loses nothing", () => {
  const text = paragraph.repeat(125);
  const pieces = piecesOf(text);
  expect(text.length).toBeGreaterThan(100_000);
  expect(pieces.length).toBeGreaterThan(10);
  expect(pieces.join("")).toBe(text);
  expect(pieces.every((piece) => piece.endsWith("\n\n"))).toBe(true);
});

it("keeps a footnote with its mark", () => {
  const text = `Marked[^1].\n\n${paragraph.repeat(20)}[^1]: The note.\n`;
  expect(piecesOf(text)).toEqual([text]);
});

it("never cuts through code or a formula", () => {
  for (const mark of ["```", "~~~~", "$$"]) {
    const block = `${mark}\n${"x = 1\n\n".repeat(2_000)}${mark}\n\n`;
    const pieces = piecesOf(paragraph + block + paragraph);
    expect(pieces.some((piece) => piece.includes(block))).toBe(true);
  }
});
