import type { Interval } from "@/shared/ui/IntervalBar";

/** A scale around 0, alike on both sides, that holds all intervals, but no more than ±6. */
export function around(rows: Interval[], least = 0.5): [number, number] {
  const ends = rows.flatMap(({ low, high }) => [Math.abs(low ?? 0), Math.abs(high ?? 0)]);
  const reach = Math.min(6, Math.ceil(Math.max(least, ...ends) * 2) / 2);
  return [-reach, reach];
}
