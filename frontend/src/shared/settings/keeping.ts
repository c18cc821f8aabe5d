import { isRecord } from "@/api/errors";
import type { Settings, SettingsChanges } from "@/api/types";

/** What a browser keeps of somebody's settings, so that the first paint need not wait. */
export interface Kept {
  settings: Settings;
  /** Sections that were changed here and that the server has not got yet. */
  unsent: SettingsChanges;
}

export const USUAL: Settings = {
  keys: {},
  reading: { plain: false, difference: false, scroll_lock: false, sources: false },
  panes: {},
  labelling: { daily_goal: 0 },
};

type Place = Pick<Storage, "getItem" | "setItem">;

const nameOf = (username: string) => `plumbline.settings.${username}`;

export function readKept(username: string, place: Place = localStorage): Kept {
  try {
    const found: unknown = JSON.parse(place.getItem(nameOf(username)) ?? "null");
    if (isRecord(found) && isSettings(found.settings) && isRecord(found.unsent)) {
      return { settings: { ...USUAL, ...found.settings }, unsent: found.unsent };
    }
  } catch {
    // Nothing that can be read is nothing.
  }
  return { settings: USUAL, unsent: {} };
}

/** A section that an earlier version did not have may be missing. */
function isSettings(value: unknown): value is Partial<Settings> {
  const isSection = (section: unknown) => section === undefined || isRecord(section);
  return isRecord(value) && Object.keys(USUAL).every((section) => isSection(value[section]));
}

function keep(username: string, kept: Kept, place: Place): void {
  try {
    place.setItem(nameOf(username), JSON.stringify(kept));
  } catch {
    // A browser that keeps nothing has the settings from the server at the next visit.
  }
}

/** Notes a change made here. */
export function keepChange(
  username: string,
  changes: SettingsChanges,
  place: Place = localStorage,
): Settings {
  const { settings, unsent } = readKept(username, place);
  const changed = { ...settings, ...changes };
  keep(username, { settings: changed, unsent: { ...unsent, ...changes } }, place);
  return changed;
}

/** Notes that the server has these changes, or refuses them for good. */
export function dropUnsent(
  username: string,
  sent: SettingsChanges,
  place: Place = localStorage,
): void {
  const { settings, unsent } = readKept(username, place);
  const isSent = ([section, value]: [string, unknown]) =>
    JSON.stringify(value) === JSON.stringify(sent[section as keyof SettingsChanges]);
  // What was changed again meanwhile is still to be sent.
  const left = Object.fromEntries(Object.entries(unsent).filter((entry) => !isSent(entry)));
  keep(username, { settings, unsent: left }, place);
}

/** Notes what the server has; what it has not got yet counts more. */
export function keepStored(
  username: string,
  stored: Settings,
  place: Place = localStorage,
): Settings {
  const { unsent } = readKept(username, place);
  const settings = { ...stored, ...unsent };
  keep(username, { settings, unsent }, place);
  return settings;
}
