/** The arithmetic of the line charts: scales, ticks and paths; no drawing. */

export interface Point {
  x: number;
  y: number;
}

export type Scale = (value: number) => number;

/** Maps [from, to] onto [start, end]; a domain of one value lands in the middle. */
export function linear([from, to]: [number, number], [start, end]: [number, number]): Scale {
  if (from === to) return () => (start + end) / 2;
  return (value) => start + ((value - from) / (to - from)) * (end - start);
}

/** About `wanted` round values inside [from, to]. */
export function ticks(from: number, to: number, wanted: number): number[] {
  if (!(to > from)) return [from];
  const rough = (to - from) / wanted;
  const magnitude = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((m) => m * magnitude).find((s) => s >= rough) ?? rough;
  const first = Math.ceil(from / step - 1e-9);
  const last = Math.floor(to / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, index) => (first + index) * step);
}

export function extent(values: number[]): [number, number] {
  return [Math.min(...values), Math.max(...values)];
}

export function linePath(points: Point[], x: Scale, y: Scale): string {
  return points
    .map((point, index) => `${index ? "L" : "M"}${x(point.x).toFixed(1)} ${y(point.y).toFixed(1)}`)
    .join("");
}

/** The index of the point nearest to a horizontal position. */
export function nearest(points: Point[], x: Scale, position: number): number {
  let best = 0;
  points.forEach((point, index) => {
    const candidate = points[best];
    if (candidate && Math.abs(x(point.x) - position) < Math.abs(x(candidate.x) - position)) {
      best = index;
    }
  });
  return best;
}
