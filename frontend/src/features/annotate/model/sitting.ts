/** Answers given without a long pause between them. Times are milliseconds since 1970. */
export interface Sitting {
  startedAt: number;
  lastAt: number;
  /** What the latest answers took, in milliseconds. */
  durations: readonly number[];
}

const MINUTE_MS = 60_000;
const PAUSE_MS = 5 * MINUTE_MS;
const LONG_SITTING_MS = 45 * MINUTE_MS;
const REMINDER_MS = 20 * MINUTE_MS;
const REMEMBERED_DURATIONS = 20;
const ENOUGH_DURATIONS = 5;

/** The sitting after one more answer; a pause of five minutes begins a new one. */
export function noteAnswer(sitting: Sitting | null, at: number, duration: number): Sitting {
  const goesOn = sitting !== null && at - sitting.lastAt < PAUSE_MS;
  return {
    startedAt: goesOn ? sitting.startedAt : at - duration,
    lastAt: at,
    durations: [...(goesOn ? sitting.durations : []), duration].slice(-REMEMBERED_DURATIONS),
  };
}

/** The median time of the latest answers, in milliseconds; null before there are five. */
export function paceOf(sitting: Sitting | null): number | null {
  if (!sitting || sitting.durations.length < ENOUGH_DURATIONS) return null;
  const sorted = sitting.durations.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? null;
}

/** For how long it has gone on where that calls for a break, in milliseconds; else null. */
export function breakDueAfter(sitting: Sitting | null): number | null {
  const length = sitting ? sitting.lastAt - sitting.startedAt : 0;
  return length >= LONG_SITTING_MS ? length : null;
}

/** The sitting of someone who wants to be reminded later. */
export const putOff = (sitting: Sitting): Sitting => ({
  ...sitting,
  startedAt: sitting.lastAt - LONG_SITTING_MS + REMINDER_MS,
});
