import type { Settings } from "@/api/types";

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

/** Under which names the aids are kept. */
export const settingOf = {
  plain: "plain",
  difference: "difference",
  scrollLock: "scroll_lock",
  sources: "sources",
} as const satisfies Record<Exclude<keyof Aids, "find">, keyof Settings["reading"]>;

export const aidsWith = (reading: Settings["reading"], find: boolean): Aids => ({
  plain: reading.plain,
  difference: reading.difference,
  scrollLock: reading.scroll_lock,
  find,
  sources: reading.sources,
});
