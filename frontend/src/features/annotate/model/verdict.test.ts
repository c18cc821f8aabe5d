import { expect, it } from "vitest";
import { choiceOf } from "./verdict";

it("names the side that was shown there, not the place", () => {
  const shown = [
    { side: "b" as const, text: "left" },
    { side: "a" as const, text: "right" },
  ];
  expect(choiceOf("left", shown)).toEqual({ choice: "b" });
  expect(choiceOf("right", shown)).toEqual({ choice: "a" });
  expect(choiceOf("both_bad", shown)).toEqual({ choice: "tie", both_bad: true });
});
