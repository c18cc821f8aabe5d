import { expect, it } from "vitest";
import { breakDueAfter, noteAnswer, paceOf, putOff, type Sitting } from "./sitting";

const MINUTE = 60_000;

/** A sitting with an answer at each of these minutes, each of which took a minute. */
const answersAt = (...minutes: number[]) =>
  minutes.reduce<Sitting | null>(
    (sitting, minute) => noteAnswer(sitting, minute * MINUTE, MINUTE),
    null,
  );
const every = (step: number, until: number) =>
  Array.from({ length: Math.floor(until / step) }, (_, index) => (index + 1) * step);

it("calls for a break after three quarters of an hour", () => {
  expect(breakDueAfter(answersAt(...every(2, 44)))).toBeNull();
  expect(breakDueAfter(answersAt(...every(2, 48)))).toBe(47 * MINUTE);
});

it("counts anew after a pause", () => {
  expect(breakDueAfter(answersAt(...every(2, 40), 50, 52))).toBeNull();
});

it("calls again later where the break is put off", () => {
  const long = answersAt(...every(2, 48));
  const sitting = long && putOff(long);
  expect(breakDueAfter(sitting)).toBeNull();
  const later = every(2, 24).reduce<Sitting | null>(
    (each, minute) => noteAnswer(each, (48 + minute) * MINUTE, MINUTE),
    sitting,
  );
  expect(breakDueAfter(later)).not.toBeNull();
});

it("tells the pace by the median of the latest answers", () => {
  const durations = [9, 10, 11, 12, 500].map((seconds) => seconds * 1_000);
  const sitting = durations.reduce<Sitting | null>(
    (each, duration, index) => noteAnswer(each, index, duration),
    null,
  );
  expect(paceOf(sitting)).toBe(11_000);
  expect(paceOf(answersAt(1, 2))).toBeNull();
});
