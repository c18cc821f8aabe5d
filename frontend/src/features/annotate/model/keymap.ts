import { i18n } from "@lingui/core";
import { t } from "@lingui/core/macro";
import { isRecord } from "@/api/errors";
import { ACTIONS, type Action } from "./actions";

/** The keys of each action, by the action's id. */
export type Keymap = Readonly<Record<string, readonly string[]>>;

export const DEFAULT_KEYMAP: Keymap = Object.fromEntries(ACTIONS.map(({ id, keys }) => [id, keys]));

export const actionForKey = (keymap: Keymap, key: string): Action | undefined =>
  ACTIONS.find(({ id }) => keymap[id]?.includes(key));

/** Keys that move the focus, close dialogs, or press what has the focus. */
const RESERVED = new Set(["Tab", "Shift", "Control", "Alt", "Meta", "Escape", "Enter", "Dead"]);

/** Why an action cannot have a key; null where it can. */
export function objectionTo(keymap: Keymap, action: Action, key: string): string | null {
  if (RESERVED.has(key.replace(/^(Ctrl|Alt)\+/, ""))) return t`This key is needed by the browser.`;
  const owner = actionForKey(keymap, key);
  return owner && owner !== action ? t`This key is taken by “${i18n._(owner.label)}”.` : null;
}

export const withKey = (keymap: Keymap, action: Action, key: string): Keymap => ({
  ...keymap,
  [action.id]: [key],
});

const isKeys = (value: unknown): value is string[] =>
  Array.isArray(value) && value.length > 0 && value.every((key) => typeof key === "string");

/** The keymap that was stored, with the usual keys for what it does not name. */
export function parseKeymap(text: string | undefined): Keymap {
  let stored: unknown;
  try {
    stored = JSON.parse(text ?? "null");
  } catch {
    return DEFAULT_KEYMAP;
  }
  if (!isRecord(stored)) return DEFAULT_KEYMAP;
  const chosen = ACTIONS.map(({ id, keys }) => {
    const own = stored[id];
    return [id, isKeys(own) ? own : keys] as const;
  });
  const keymap: Keymap = Object.fromEntries(chosen);
  const all = Object.values(keymap).flat();
  // A new action may have come with a key that somebody had given away before.
  return new Set(all).size === all.length ? keymap : DEFAULT_KEYMAP;
}
