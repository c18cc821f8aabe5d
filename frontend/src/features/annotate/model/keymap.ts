import { i18n } from "@lingui/core";
import { t } from "@lingui/core/macro";
import { ACTIONS, type Action } from "./actions";
import type { Keymap } from "./keys";

export const DEFAULT_KEYMAP: Keymap = Object.fromEntries(ACTIONS.map(({ id, keys }) => [id, keys]));

export const actionForKey = (keymap: Keymap, key: string): Action | undefined =>
  ACTIONS.find(({ id }) => keymap[id]?.includes(key));

/** The action of the first of these keys that has one. */
export const actionForKeys = (keymap: Keymap, keys: readonly string[]): Action | undefined =>
  keys.map((key) => actionForKey(keymap, key)).find((action) => action !== undefined);

/** Keys that move the focus, close dialogs, or press what has the focus. */
const RESERVED = new Set(["Tab", "Shift", "Control", "Alt", "Meta", "Escape", "Enter", "Dead"]);

const SELECTS_TEXT = /^(Ctrl\+|Alt\+)?Shift\+(Arrow|Home|End|Page)/;

/** Why an action cannot have a key; null where it can. */
export function objectionTo(keymap: Keymap, action: Action, key: string): string | null {
  if (RESERVED.has(key.replace(/^(Ctrl\+|Alt\+|Shift\+)+/, "")))
    return t`This key is needed by the browser.`;
  if (SELECTS_TEXT.test(key)) return t`This key selects text.`;
  const owner = actionForKey(keymap, key);
  return owner && owner !== action ? t`This key is taken by “${i18n._(owner.label)}”.` : null;
}

export const withKey = (keymap: Keymap, action: Action, key: string): Keymap => ({
  ...keymap,
  [action.id]: [key],
});

/** What of a keymap differs from the usual one; only that is kept. */
export const ownKeys = (keymap: Keymap): Record<string, string[]> =>
  Object.fromEntries(
    ACTIONS.flatMap(({ id, keys }) => {
      const own = keymap[id] ?? keys;
      return own.join("\n") === keys.join("\n") ? [] : [[id, [...own]] as const];
    }),
  );

/** The usual keymap with one's own keys in it. */
export function keymapWith(own: Keymap): Keymap {
  const chosen = ACTIONS.map(({ id, keys }) => [id, own[id] ?? keys] as const);
  const keymap: Keymap = Object.fromEntries(chosen);
  const all = Object.values(keymap).flat();
  // A new action may have come with a key that somebody had given away before.
  return new Set(all).size === all.length ? keymap : DEFAULT_KEYMAP;
}
