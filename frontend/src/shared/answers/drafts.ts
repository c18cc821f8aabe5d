import { openDB, type DBSchema, type IDBPDatabase } from "idb";
import type { Given } from "./given";

/** What was said so far beside choices that were not made yet, by comparison. */
export interface DraftStore {
  all(): Promise<Map<number, Given>>;
  put(comparison: number, given: Given): Promise<void>;
  remove(comparison: number): Promise<void>;
}

interface Kept {
  username: string;
  project: string;
  comparison: number;
  given: Given;
  /** When it was last changed, in milliseconds since 1970. */
  at: number;
}

interface Schema extends DBSchema {
  drafts: { key: [string, number]; value: Kept; indexes: { owner: [string, string] } };
}

/** Drafts of comparisons that never came back are forgotten after this time. */
const KEPT_MS = 30 * 24 * 3_600_000;

// Not in the database of unsent answers: a tab that still has an older form of it open would
// hold that one up.
const open = (): Promise<IDBPDatabase<Schema>> =>
  openDB<Schema>("plumbline-drafts", 1, {
    upgrade(database) {
      const drafts = database.createObjectStore("drafts", { keyPath: ["username", "comparison"] });
      drafts.createIndex("owner", ["username", "project"]);
    },
  });

/** One person's drafts in one project, in IndexedDB. */
export function draftStore(username: string, project: string, now = Date.now): DraftStore {
  let database: ReturnType<typeof open> | null = null;
  const opened = () => (database ??= open());
  return {
    async all() {
      const kept = await (await opened()).getAllFromIndex("drafts", "owner", [username, project]);
      const isOld = ({ at }: Kept) => at < now() - KEPT_MS;
      for (const { comparison } of kept.filter(isOld)) await this.remove(comparison);
      return new Map(
        kept.filter((draft) => !isOld(draft)).map(({ comparison, given }) => [comparison, given]),
      );
    },
    async put(comparison, given) {
      await (await opened()).put("drafts", { username, project, comparison, given, at: now() });
    },
    async remove(comparison) {
      await (await opened()).delete("drafts", [username, comparison]);
    },
  };
}
