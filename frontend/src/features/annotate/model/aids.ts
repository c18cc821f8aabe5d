import { isRecord } from "@/api/errors";

/** What helps in reading, turned on and off by the annotator. */
export interface Aids {
  /** Texts as they were written instead of formatted. */
  plain: boolean;
  /** What stands in one response only is marked. */
  difference: boolean;
  /** The two responses scroll together. */
  scrollLock: boolean;
  find: boolean;
  /** The passage of the source that the sentence pointed at is most like is marked. */
  sources: boolean;
}

export const NO_AIDS: Aids = {
  plain: false,
  difference: false,
  scrollLock: false,
  find: false,
  sources: false,
};

/** The aids as they were left; a search is not taken up again. */
export function parseAids(text: string | undefined): Aids {
  let stored: unknown;
  try {
    stored = JSON.parse(text ?? "null");
  } catch {
    return NO_AIDS;
  }
  if (!isRecord(stored)) return NO_AIDS;
  const isOn = (name: keyof Aids) => stored[name] === true;
  return {
    plain: isOn("plain"),
    difference: isOn("difference"),
    scrollLock: isOn("scrollLock"),
    find: false,
    sources: isOn("sources"),
  };
}
