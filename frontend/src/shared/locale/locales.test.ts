import { expect, it } from "vitest";
import { offeredLocales } from "./locales";

const codes = (...asked: Parameters<typeof offeredLocales>) =>
  offeredLocales(...asked).map(({ code }) => code);

it("offers the test language in development, and to whoever has it", () => {
  expect(codes("en", false)).toEqual(["en"]);
  expect(codes("en", true)).toContain("ar-XB");
  expect(codes("ar-XB", false)).toContain("ar-XB");
});
