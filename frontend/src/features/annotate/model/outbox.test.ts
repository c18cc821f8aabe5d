import { describe, expect, it } from "vitest";
import { ApiError } from "@/api/errors";
import type { Answered } from "@/api/types";
import { Outbox, type OutboxStore, type Pending } from "./outbox";

const answer = (key: string): Pending => ({
  project: "p",
  comparison: 7,
  body: { choice: "a", submission_key: key },
});

const stored = {} as Answered;
const down = new ApiError(503, "unavailable", "Down.");
const signedOut = new ApiError(401, "not_authenticated", "Signed out.");
const tooLate = new ApiError(409, "lease_expired", "Too late.");

/** A store in memory. */
function memory(items: Pending[] = []): OutboxStore {
  const kept = new Set(items);
  return {
    all: () => Promise.resolve([...kept]),
    put: (item) => Promise.resolve(void kept.add(item)),
    remove: (item) => Promise.resolve(void kept.delete(item)),
  };
}

/** An outbox whose server gives the outcomes in turn, and whose waiting is done by hand. */
function boxOf(outcomes: (Answered | Error)[], store = memory()) {
  const sent: string[] = [];
  const refused: ApiError[] = [];
  const waiting: { task: () => void; milliseconds: number }[] = [];
  const box = new Outbox({
    store,
    send: (item) => {
      sent.push(item.body.submission_key);
      const outcome = outcomes.shift() ?? stored;
      return outcome instanceof Error ? Promise.reject(outcome) : Promise.resolve(outcome);
    },
    wait: (task, milliseconds) => waiting.push({ task, milliseconds }),
    onSent: () => undefined,
    onRefused: (_, error) => refused.push(error),
    onChange: () => undefined,
  });
  return { box, sent, refused, waiting, store };
}

const settled = () => new Promise((resolve) => setTimeout(resolve));

describe("the outbox", () => {
  it("tries again with the same submission key, later each time", async () => {
    const { box, sent, waiting, store } = boxOf([down, new TypeError("no network")]);
    box.add(answer("k1"));
    await settled();
    waiting[0]?.task();
    await settled();
    expect(box.items).toHaveLength(1);
    waiting[1]?.task();
    await settled();
    expect(sent).toEqual(["k1", "k1", "k1"]);
    expect(waiting.map(({ milliseconds }) => milliseconds)).toEqual([1_000, 2_000]);
    expect(box.items).toEqual([]);
    expect(await store.all()).toEqual([]);
  });

  it("keeps an answer through a reload", async () => {
    const store = memory();
    boxOf([down], store).box.add(answer("k1"));
    await settled();
    const { box, sent } = boxOf([], store);
    await box.restore();
    await box.flush();
    expect(sent).toEqual(["k1"]);
    expect(await store.all()).toEqual([]);
  });

  it("keeps an answer while signed out and sends it after the login", async () => {
    const { box, sent, waiting } = boxOf([signedOut]);
    box.add(answer("k1"));
    await settled();
    expect(box.isSignedOut).toBe(true);
    expect(waiting).toEqual([]);
    await box.flush();
    expect(sent).toEqual(["k1", "k1"]);
    expect(box.items).toEqual([]);
  });

  it("drops what the server will never take, says so, and goes on", async () => {
    const { box, sent, refused } = boxOf([tooLate], memory([answer("k1"), answer("k2")]));
    await box.restore();
    await box.flush();
    expect(refused).toEqual([tooLate]);
    expect(sent).toEqual(["k1", "k2"]);
    expect(box.items).toEqual([]);
  });

  it("sends what the browser does not let it keep, and says so", async () => {
    const refusing: OutboxStore = {
      all: () => Promise.reject(new Error("no storage")),
      put: () => Promise.reject(new Error("no storage")),
      remove: () => Promise.reject(new Error("no storage")),
    };
    const { box, sent } = boxOf([], refusing);
    await box.restore();
    box.add(answer("k1"));
    await settled();
    expect(sent).toEqual(["k1"]);
    expect(box.items).toEqual([]);
    expect(box.isKept).toBe(false);
  });
});
