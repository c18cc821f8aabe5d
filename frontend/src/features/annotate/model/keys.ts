import { t } from "@lingui/core/macro";
/** The keys of each action, by the action's id. */
export type Keymap = Readonly<Record<string, readonly string[]>>;

/** Keys as the action table writes them: "ArrowLeft", "b", "?", "Ctrl+z". */
export function keyOf(
  event: Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey">,
): string {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const modifier = event.altKey ? "Alt+" : event.ctrlKey || event.metaKey ? "Ctrl+" : "";
  return modifier + key;
}

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
