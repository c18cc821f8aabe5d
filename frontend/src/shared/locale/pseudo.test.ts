import { setupI18n, type Messages } from "@lingui/core";
import { compileMessage } from "@lingui/message-utils/compileMessage";
import { expect, it } from "vitest";
import { messages } from "@/locales/en.po";
import { pseudo, pseudoText } from "./pseudo";

const readable = (text: string) => text.normalize("NFD").replace(/[\p{M}\u202c\u202e]/gu, "");

const say = (english: string, values: Record<string, unknown> = {}) => {
  const loaded: Messages = pseudo({ one: compileMessage(english) });
  return setupI18n({ locale: "ar-XB", messages: { "ar-XB": loaded } })._("one", values);
};

it("accents every letter and keeps the words apart", () => {
  const text = pseudoText("Skip this comparison");
  expect(text).not.toMatch(/[a-z]/i);
  expect(readable(text)).toBe("Skiip thiis coompaariisoon");
});

it("makes texts about a third longer", () => {
  const english = Object.values(messages)
    .flat()
    .filter((part) => typeof part === "string");
  const length = english.join("").length;
  const longer = english.map((part) => pseudoText(part).replace(/[\u202c\u202e]/g, "")).join("");
  expect(longer.length / length).toBeGreaterThan(1.25);
  expect(longer.length / length).toBeLessThan(1.45);
});

it("runs from right to left, without the white space around it", () => {
  expect(pseudoText(" or ")).toBe(" \u202eööŕ\u202c ");
});

it("leaves values and the places of elements as they are", () => {
  expect(say("Hello {name}", { name: "Ada" })).toContain("Ada");
  expect(pseudoText("<0>Go</0> on")).toMatch(/^<0>[^<]+<\/0> /);
});

it("keeps the choice between singular and plural", () => {
  const english = "{n, plural, one {# answer} other {# answers}}";
  expect(say(english, { n: 1 })).toBe("1 \u202eååñšŵééŕ\u202c");
  expect(say(english, { n: 5 })).toBe("5 \u202eååñšŵééŕš\u202c");
});
