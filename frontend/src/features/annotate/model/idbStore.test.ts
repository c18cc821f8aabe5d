import "fake-indexeddb/auto";
import { expect, it } from "vitest";
import { idbStore } from "./idbStore";
import type { Pending } from "./outbox";

const answer = (comparison: number): Pending => ({
  project: "p",
  comparison,
  body: { choice: "a", submission_key: `00000000-0000-4000-8000-00000000000${comparison}` },
});

it("keeps each person's answers to each project, in their order", async () => {
  const store = idbStore("ann", "p");
  for (const comparison of [3, 1, 2]) await store.put(answer(comparison));
  await idbStore("bob", "p").put(answer(4));
  await idbStore("ann", "q").put({ ...answer(5), project: "q" });
  const reopened = idbStore("ann", "p");
  expect(await reopened.all()).toEqual([answer(3), answer(1), answer(2)]);
  await reopened.remove(answer(1));
  await reopened.remove(answer(1));
  expect(await store.all()).toEqual([answer(3), answer(2)]);
});
