import type { PreferenceCreate, Served } from "@/api/types";
import type { Given } from "@/shared/answers/given";

/** True where the source is still to be opened: the responses are read first. */
export const isSourceHidden = ({ asks }: Pick<Served, "asks">, given: Given): boolean =>
  asks.naive_read !== "off" && typeof given.naive_ms !== "number";

/** When things came into sight, and what time it is, all by one clock in milliseconds. */
export interface Sight {
  shownAt: number;
  /** The source; as early as the rest where it was open from the start. */
  openedAt: number;
  now: number;
}

/** How long was read before the source was opened, with it, and in all. */
export function timesOf(
  { asks }: Pick<Served, "asks">,
  { naive_ms }: Given,
  { shownAt, openedAt, now }: Sight,
): Pick<PreferenceCreate, "duration_ms" | "naive_ms" | "source_ms"> & { duration_ms: number } {
  const whole = Math.round(now - shownAt);
  if (asks.naive_read === "off") return { duration_ms: whole };
  if (typeof naive_ms !== "number") return { duration_ms: whole, naive_ms: whole };
  // The source may have been opened on an earlier visit: that time is kept with the draft.
  const source_ms = Math.round(now - openedAt);
  return { duration_ms: naive_ms + source_ms, naive_ms, source_ms };
}
