export interface Span {
  start: number;
  end: number;
}

/** Texts count characters as the server does: one for each code point. */
const points = (text: string) => Array.from(text);

export const cut = (text: string, { start, end }: Span): string =>
  points(text).slice(start, end).join("");

/** The text without a sentence, and without the white space before it. */
export function without(text: string, { start, end }: Span): string {
  const all = points(text);
  const before = all.slice(0, start).join("");
  const after = all.slice(end).join("");
  return before.trim() === "" ? after.trimStart() : before.trimEnd() + after;
}

/** The text with a sentence said twice. */
export function twice(text: string, { start, end }: Span): string {
  const all = points(text);
  return `${all.slice(0, end).join("")} ${all.slice(start, end).join("")}${all.slice(end).join("")}`;
}
