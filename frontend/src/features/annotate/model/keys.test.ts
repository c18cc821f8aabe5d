import { expect, it } from "vitest";
import { actionForKeys, DEFAULT_KEYMAP, objectionTo } from "./keymap";
import { ACTIONS } from "./actions";
import { keyOf, keysOf } from "./keys";

const pressed = (key: string, code: string, held: Partial<KeyboardEvent> = {}) => ({
  key,
  code,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...held,
});
const actionOf = (event: ReturnType<typeof pressed>) =>
  actionForKeys(DEFAULT_KEYMAP, keysOf(event))?.id;

it("finds letters by their place where the keyboard writes another script", () => {
  expect(actionOf(pressed("ч", "KeyX"))).toBe("both_bad");
  expect(actionOf(pressed("χ", "KeyX"))).toBe("both_bad");
  expect(actionOf(pressed("п", "KeyG"))).toBe("guidelines");
  expect(actionOf(pressed(";", "KeyQ"))).toBe("question");
  expect(actionOf(pressed("я", "KeyZ", { ctrlKey: true }))).toBe("undo");
  expect(actionOf(pressed("Ч", "KeyX", { shiftKey: true }))).toBe("both_bad");
});

it("goes by the letter where that is Latin, wherever it stands", () => {
  // On AZERTY, A stands where Q is elsewhere, and on Dvorak a comma where W is.
  expect(actionOf(pressed("q", "KeyA"))).toBe("question");
  expect(actionOf(pressed("a", "KeyQ"))).toBeUndefined();
  expect(actionOf(pressed(",", "KeyW"))).toBe("sentence_before");
});

it("finds digits where they need Shift, and takes Shift for a character elsewhere", () => {
  expect(actionOf(pressed("&", "Digit1"))).toBe("step_1");
  expect(actionOf(pressed("à", "Digit0"))).toBe("tie");
  expect(actionOf(pressed("1", "Digit1", { shiftKey: true }))).toBe("step_1");
  expect(actionOf(pressed("!", "Digit1", { shiftKey: true }))).toBeUndefined();
  expect(actionOf(pressed("?", "Slash", { shiftKey: true }))).toBe("keys");
});

it("lets Shift with arrows select text", () => {
  for (const key of ["ArrowLeft", "ArrowRight", "ArrowDown"]) {
    expect(actionOf(pressed(key, key))).toBeDefined();
    expect(actionOf(pressed(key, key, { shiftKey: true }))).toBeUndefined();
  }
  expect(actionOf(pressed(" ", "Space", { shiftKey: true }))).toBeUndefined();
  const [left] = ACTIONS;
  if (!left) throw new Error("no actions");
  expect(objectionTo(DEFAULT_KEYMAP, left, "Shift+ArrowLeft")).not.toBeNull();
});

it("calls a chosen key what it is called in English", () => {
  expect(keyOf(pressed("ф", "KeyA"))).toBe("a");
  expect(keyOf(pressed("é", "Digit2"))).toBe("2");
  expect(keyOf(pressed("ü", "BracketLeft"))).toBe("ü");
});
