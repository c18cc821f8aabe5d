import { openDB, type DBSchema, type IDBPDatabase } from "idb";
import type { OutboxStore, Pending } from "./outbox";

interface Kept extends Pending {
  /** Whose answer it is. */
  username: string;
}

interface Schema extends DBSchema {
  unsent: { key: number; value: Kept; indexes: { owner: [string, string]; key: string } };
}

const open = (): Promise<IDBPDatabase<Schema>> =>
  openDB<Schema>("plumbline", 1, {
    upgrade(database) {
      const unsent = database.createObjectStore("unsent", { autoIncrement: true });
      unsent.createIndex("owner", ["username", "project"]);
      unsent.createIndex("key", "body.submission_key", { unique: true });
    },
  });

/** One person's unsent answers to one project in IndexedDB, in the order they were given. */
export function idbStore(username: string, project: string): OutboxStore {
  const database = open();
  return {
    async all() {
      const kept = await (await database).getAllFromIndex("unsent", "owner", [username, project]);
      return kept.map(({ comparison, body }) => ({ project, comparison, body }));
    },
    async put(item) {
      // "strict": on the disk before it is called kept, so that a crash loses nothing.
      const change = (await database).transaction("unsent", "readwrite", { durability: "strict" });
      await change.store.add({ ...item, username });
      await change.done;
    },
    async remove(item) {
      const change = (await database).transaction("unsent", "readwrite");
      const key = await change.store.index("key").getKey(item.body.submission_key);
      if (key !== undefined) await change.store.delete(key);
      await change.done;
    },
  };
}
