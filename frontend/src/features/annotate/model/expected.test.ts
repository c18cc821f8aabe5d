import { describe, expect, it } from "vitest";
import { expectedText } from "./expected";

describe("after a comparison whose answer was known", () => {
  it("says so where the answer was as expected", () => {
    expect(expectedText("a", "a")).toMatchObject({ tone: "quiet" });
  });

  it("names what was expected otherwise", () => {
    expect(expectedText("a", "b").text).toContain("other response");
    expect(expectedText("tie", "b").text).toContain("One of the two");
    expect(expectedText("b", "tie")).toMatchObject({
      text: "A tie was expected here.",
      tone: "warning",
    });
  });
});
