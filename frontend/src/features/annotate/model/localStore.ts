import { isRecord } from "@/api/errors";
import type { OutboxStore, Pending } from "./outbox";

function isPending(value: unknown): value is Pending {
  return (
    isRecord(value) &&
    typeof value.project === "string" &&
    typeof value.comparison === "number" &&
    isRecord(value.body) &&
    typeof value.body.submission_key === "string"
  );
}

function parse(text: string | null): unknown {
  try {
    return JSON.parse(text ?? "null");
  } catch {
    return null;
  }
}

/** One entry an answer, so that two tabs never overwrite each other's. */
export function localStore(username: string, project: string): OutboxStore {
  const prefix = `plumbline.unsent.${username}.${project}.`;
  const keyOf = (item: Pending) => prefix + item.body.submission_key;
  return {
    all: () =>
      Object.keys(localStorage)
        .filter((key) => key.startsWith(prefix))
        .map((key) => parse(localStorage.getItem(key)))
        .filter(isPending),
    put: (item) => localStorage.setItem(keyOf(item), JSON.stringify(item)),
    remove: (item) => localStorage.removeItem(keyOf(item)),
  };
}
