import { expect, it } from "vitest";
import { NO_CHOICES, splittingOf } from "./splitting";

it("leaves to the project what was not chosen", () => {
  expect(splittingOf(NO_CHOICES)).toEqual({ by: "tokens", context_from: "text" });
  expect(splittingOf({ ...NO_CHOICES, by: "headings", overlap: 0, max_levels: 3 })).toEqual({
    by: "headings",
    context_from: "text",
    overlap: 0,
    max_levels: 3,
  });
});
