/** The server counts characters as Unicode does; strings here count some of them twice. */
export function sliceOf(text: string): (start: number, end: number) => string {
  const points = Array.from(text);
  if (points.length === text.length) return (start, end) => text.slice(start, end);
  return (start, end) => points.slice(start, end).join("");
}
