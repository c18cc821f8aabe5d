import { expect, it } from "vitest";
import { sliceOf } from "./codePoints";

it("counts a character once, however it is stored", () => {
  expect(sliceOf("a plumb line")(2, 7)).toBe("plumb");
  expect(sliceOf("📏📐 plumb")(1, 4)).toBe("📐 p");
});
