import { expect, it } from "vitest";
import { isSourceHidden, timesOf } from "./reading";
import { asking } from "./testAsks";

const off = asking({});
const optional = asking({ naive_read: "optional" });
const sight = { shownAt: 1_000, openedAt: 5_000.4, now: 9_000 };

it("hides the source until it is opened, where the project wants that", () => {
  expect(isSourceHidden(off, {})).toBe(false);
  expect(isSourceHidden(optional, {})).toBe(true);
  expect(isSourceHidden(optional, { naive_ms: 0 })).toBe(false);
});

it("tells both times, which make up the whole", () => {
  expect(timesOf(off, {}, sight)).toEqual({ duration_ms: 8_000 });
  expect(timesOf(optional, {}, sight)).toEqual({ duration_ms: 8_000, naive_ms: 8_000 });
  expect(timesOf(optional, { naive_ms: 4_000 }, sight)).toEqual({
    duration_ms: 8_000,
    naive_ms: 4_000,
    source_ms: 4_000,
  });
});
