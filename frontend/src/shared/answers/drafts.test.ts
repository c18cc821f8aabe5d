import "fake-indexeddb/auto";
import { expect, it } from "vitest";
import { draftStore } from "./drafts";

it("keeps what one person said so far, by project and comparison", async () => {
  const store = draftStore("ann", "p");
  await store.put(3, { rationale: "It is" });
  await store.put(3, { rationale: "It is shorter." });
  await store.put(4, { confidence: 0.5 });
  await draftStore("bob", "p").put(3, { rationale: "Bob's" });
  await draftStore("ann", "q").put(5, { rationale: "Elsewhere" });
  const reopened = draftStore("ann", "p");
  await reopened.remove(4);
  expect([...(await reopened.all())]).toEqual([[3, { rationale: "It is shorter." }]]);
});

it("forgets after thirty days what never came back", async () => {
  const day = 24 * 3_600_000;
  const put = draftStore("old", "p", () => 0);
  await put.put(1, { rationale: "Once" });
  expect((await draftStore("old", "p", () => 29 * day).all()).size).toBe(1);
  expect((await draftStore("old", "p", () => 31 * day).all()).size).toBe(0);
  expect((await put.all()).size).toBe(0);
});
