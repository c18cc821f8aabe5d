import { t } from "@lingui/core/macro";
/** The keys of each action, by the action's id. */
export type Keymap = Readonly<Record<string, readonly string[]>>;

type Pressed = Pick<KeyboardEvent, "key" | "code" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">;

/**
 * Keys as the action table writes them: "ArrowLeft", "b", "?", "Ctrl+z". On keyboards whose letters
 * are not Latin, and where digits need Shift, a key is called what is printed there in English.
 */
export const keyOf = (event: Pressed): string =>
  modifiersOf(event) + (physicalKey(event) ?? writtenKey(event));

/** What a pressed key may be called, what it writes first. */
export function keysOf(event: Pressed): string[] {
  const physical = physicalKey(event);
  const names = [writtenKey(event), ...(physical === null ? [] : [physical])];
  return names.map((name) => modifiersOf(event) + name);
}

const writtenKey = ({ key }: Pressed) => (key.length === 1 ? key.toLowerCase() : key);

/** Shift is part of the character that it makes; with arrows it selects text. */
function modifiersOf({ key, altKey, ctrlKey, metaKey, shiftKey }: Pressed): string {
  const modifier = altKey ? "Alt+" : ctrlKey || metaKey ? "Ctrl+" : "";
  return shiftKey && (key.length > 1 || key === " ") ? `${modifier}Shift+` : modifier;
}

/** The key by its place, where what it writes is of no use; null elsewhere. */
function physicalKey({ key, code, shiftKey }: Pressed): string | null {
  if (key.length !== 1) return null;
  const [, letter] = /^Key([A-Z])$/.exec(code) ?? [];
  if (letter !== undefined && isOfOtherScript(key, letter)) return letter.toLowerCase();
  // French keyboards write digits with Shift, and other characters without.
  const [, digit] = /^Digit([0-9])$/.exec(code) ?? [];
  return digit !== undefined && !shiftKey && !/\d/.test(key) ? digit : null;
}

/** The Greek question mark stands where Q is, and is a semicolon. */
const isOfOtherScript = (key: string, letter: string) =>
  (/\p{L}/u.test(key) && !/\p{Script=Latin}/u.test(key)) || (letter === "Q" && key === ";");

const NAMES: Record<string, string> = {
  ArrowLeft: "←",
  ArrowRight: "→",
  ArrowDown: "↓",
  ArrowUp: "↑",
  Backspace: "⌫",
};

/** What is printed on a key cap. */
export const keyName = (key: string) =>
  key
    .split(/\+(?=.)/)
    .map((part) => (part === " " ? t`Space` : (NAMES[part] ?? upper(part))))
    .join(" ");

const upper = (part: string) => (part.length === 1 ? part.toUpperCase() : part);

/** A key as `aria-keyshortcuts` wants it. */
export const ariaKey = (key: string) => (key === " " ? "Space" : key.replace("Ctrl+", "Control+"));

const SCROLLING = [" ", "ArrowUp", "ArrowDown"];

/** True where the keyboard has been moved to a text and the key scrolls it. */
function scrolls(target: HTMLElement, key: string): boolean {
  if (!target.matches("[role=group]:focus-visible")) return false;
  const isSideways = key === "ArrowLeft" || key === "ArrowRight";
  return SCROLLING.includes(key) || (isSideways && target.matches("pre, [data-table]"));
}

/** True where the key belongs to what has the focus: typing, scrolling, pressing a button. */
export function belongsToTarget(event: KeyboardEvent): boolean {
  const target = event.target;
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.closest("input, textarea, select, [role=menu]")) {
    return true;
  }
  if (scrolls(target, event.key)) return true;
  const presses = event.key === " " || event.key === "Enter";
  return presses && target.closest("button, a, summary") !== null;
}
