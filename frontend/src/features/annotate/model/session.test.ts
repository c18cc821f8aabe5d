import { beforeEach, describe, expect, it, vi } from "vitest";
import { ApiError } from "@/api/errors";
import type { Answered, Served } from "@/api/types";
import type { DraftStore } from "@/shared/answers/drafts";
import type { Given } from "@/shared/answers/given";
import type { Turn } from "../api/annotation";
import type { OutboxStore, Pending } from "./outbox";
import { AnnotationSession } from "./session";
import { NOTHING_ASKED, question } from "./testAsks";

const api = vi.hoisted(() => ({
  fetchNext: vi.fn(),
  sendAnswer: vi.fn(),
  skipComparison: vi.fn(),
  flagComparison: vi.fn(),
  undoPreference: vi.fn(),
}));
vi.mock("../api/annotation", () => api);

const comparison = (id: number): Served => ({
  id,
  expires_at: "2030-01-01T00:00:00Z",
  question: "Which?",
  asks: NOTHING_ASKED,
  prompt: { messages: [] },
  source: null,
  node: null,
  shown: [
    { side: "a", text: "one" },
    { side: "b", text: "two" },
  ],
  progress: { answered_by_me: 0, answered_by_me_today: 0, open: 9 },
});
const turn = (id: number | null, ...ahead: number[]): Turn => ({
  served: id === null ? null : comparison(id),
  ahead: ahead.map(comparison),
  reason: null,
  retryAt: null,
});
const answered = (id: number, next: number | null, ...ahead: number[]): Answered => ({
  preference: { id: 100 + id } as Answered["preference"],
  next: next === null ? null : comparison(next),
  ahead: ahead.map(comparison),
  queue_reason: null,
  expected: null,
  node: null,
});
const down = new ApiError(503, "unavailable", "Down.");

/** A store in memory. */
function memory(...items: Pending[]): OutboxStore {
  const kept = new Set(items);
  return {
    all: () => Promise.resolve([...kept]),
    put: (item) => Promise.resolve(void kept.add(item)),
    remove: (item) => Promise.resolve(void kept.delete(item)),
  };
}

/** Drafts in memory. */
function draftsIn(kept = new Map<number, Given>()): DraftStore {
  return {
    all: () => Promise.resolve(new Map(kept)),
    put: (comparison, given) => Promise.resolve(void kept.set(comparison, given)),
    remove: (comparison) => Promise.resolve(void kept.delete(comparison)),
  };
}

/** An answer of the server that comes when the test wants it to. */
function held() {
  let resolve: (value: Answered) => void = () => undefined;
  const promise = new Promise<Answered>((done) => (resolve = done));
  return { promise, resolve };
}

const settled = () => new Promise((resolve) => setTimeout(resolve));

async function started(store = memory(), drafts = draftsIn()) {
  const session = new AnnotationSession("p", store, drafts);
  session.start();
  await settled();
  return session;
}

beforeEach(() => {
  vi.resetAllMocks();
  vi.stubGlobal("window", Object.assign(new EventTarget(), { setTimeout, clearTimeout }));
  api.fetchNext.mockResolvedValue(turn(1));
});

describe("what is asked beside the choice", () => {
  const asked: Served = {
    ...comparison(1),
    asks: {
      strength_steps: 9,
      questions: [question({ name: "clarity", kind: "scale", min: 1, max: 5, required: true })],
      rationale: "optional",
      confidence: false,
      naive_read: "off",
    },
  };

  it("has to be answered before the answer is sent", async () => {
    api.fetchNext.mockResolvedValue({ ...turn(1), served: asked });
    const session = await started();
    api.sendAnswer.mockResolvedValue(answered(1, 2));
    session.answer("left", 4);
    expect(session.getState()).toMatchObject({
      phase: "ready",
      missing: ["axes.clarity"],
      notice: { tone: "warning" },
    });
    expect(api.sendAnswer).not.toHaveBeenCalled();
    session.give("axes.clarity", 3);
    session.answer("left", 4);
    await settled();
    expect(api.sendAnswer.mock.calls[0]?.[1]).toMatchObject({
      choice: "a",
      strength: 4,
      axes: { clarity: 3 },
    });
    expect(session.getState()).toMatchObject({ served: { id: 2 }, given: {}, missing: [] });
  });

  it("is kept with an answer that waits, and shown again when it is taken back", async () => {
    const store = memory();
    api.fetchNext.mockResolvedValue({ ...turn(1), served: asked });
    const session = await started(store);
    api.sendAnswer.mockRejectedValueOnce(down).mockResolvedValue(answered(1, 2));
    session.give("axes.clarity", 2);
    session.give("rationale", "It is shorter.");
    session.answer("tie");
    const [waiting] = await store.all();
    expect(waiting?.body).toMatchObject({ axes: { clarity: 2 }, rationale: "It is shorter." });
    expect(waiting?.body).not.toHaveProperty("strength");
    await settled();
    session.sendNow();
    await settled();
    api.undoPreference.mockResolvedValue({ undone: 101, comparison: asked });
    await session.undo();
    expect(session.getState().given).toEqual({ "axes.clarity": 2, rationale: "It is shorter." });
  });

  it("outlives the page until it is sent", async () => {
    const kept = new Map<number, Given>();
    api.fetchNext.mockResolvedValue({ ...turn(1), served: asked });
    const before = await started(memory(), draftsIn(kept));
    before.give("rationale", "It is sho");
    const session = await started(memory(), draftsIn(kept));
    expect(session.getState().given).toEqual({ rationale: "It is sho" });
    session.give("axes.clarity", 2);
    api.sendAnswer.mockRejectedValueOnce(down).mockResolvedValue(answered(1, 2));
    session.answer("left");
    await settled();
    expect([...kept.keys()]).toEqual([1]);
    session.sendNow();
    await settled();
    expect([...kept.keys()]).toEqual([]);
  });

  it("is forgotten with a comparison that is skipped or gone", async () => {
    const kept = new Map<number, Given>();
    const session = await started(memory(), draftsIn(kept));
    session.give("rationale", "Hm.");
    api.skipComparison.mockResolvedValue({ next: comparison(2), ahead: [], queue_reason: null });
    await session.skip("");
    session.give("rationale", "Late.");
    api.sendAnswer.mockRejectedValue(new ApiError(409, "lease_expired", "Too late."));
    session.answer("left");
    await settled();
    expect([...kept.keys()]).toEqual([]);
  });

  it("is fetched anew where the project asks something else by now", async () => {
    const session = await started();
    api.sendAnswer.mockRejectedValue(new ApiError(400, "not_as_asked", "Not as asked."));
    api.fetchNext.mockResolvedValue({ ...turn(1), served: asked });
    session.answer("left");
    await settled();
    expect(session.getState()).toMatchObject({
      phase: "ready",
      served: { id: 1, asks: { strength_steps: 9 } },
      notice: { tone: "warning" },
    });
  });
});

describe("the source", () => {
  const hidden: Served = { ...comparison(1), asks: { ...NOTHING_ASKED, naive_read: "required" } };

  it("has to be opened first, and both times go with the answer, also offline", async () => {
    api.fetchNext.mockResolvedValue({ ...turn(1), served: hidden });
    const store = memory();
    const session = await started(store);
    session.answer("left");
    expect(session.getState()).toMatchObject({ phase: "ready", notice: { tone: "warning" } });
    expect(api.sendAnswer).not.toHaveBeenCalled();
    session.openSource();
    session.openSource();
    api.sendAnswer.mockRejectedValue(down);
    session.answer("left");
    const [waiting] = await store.all();
    const { duration_ms, naive_ms, source_ms } = waiting?.body ?? {};
    expect(naive_ms).toBe(session.getState().given.naive_ms);
    expect(duration_ms).toBe((naive_ms ?? NaN) + (source_ms ?? NaN));
  });

  it("stays open after a reload", async () => {
    api.fetchNext.mockResolvedValue({ ...turn(1), served: hidden });
    const kept = new Map<number, Given>();
    (await started(memory(), draftsIn(kept))).openSource();
    const before = kept.get(1)?.naive_ms;
    expect(before).toBeGreaterThanOrEqual(0);
    const session = await started(memory(), draftsIn(kept));
    api.sendAnswer.mockResolvedValue(answered(1, 2));
    session.answer("left");
    await settled();
    expect(api.sendAnswer.mock.calls[0]?.[1]).toMatchObject({ naive_ms: before });
  });
});

describe("answering", () => {
  it("shows the next when the server has sent it along", async () => {
    const session = await started();
    api.sendAnswer.mockResolvedValue(answered(1, 2));
    session.answer("left");
    expect(session.getState()).toMatchObject({ phase: "sending", verdict: "left" });
    await settled();
    expect(session.getState()).toMatchObject({
      phase: "ready",
      served: { id: 2 },
      undoable: [101],
    });
  });

  it("shows at once what was leased ahead, while the answer is under way", async () => {
    const session = await started();
    const first = held();
    const second = held();
    api.sendAnswer.mockReturnValueOnce(first.promise).mockReturnValueOnce(second.promise);
    api.fetchNext.mockResolvedValueOnce(turn(2)).mockResolvedValueOnce(turn(3));
    await session.load();
    await session.load();
    expect(session.getState()).toMatchObject({ served: { id: 1 }, upcoming: { id: 2 } });
    session.answer("left");
    expect(session.getState()).toMatchObject({ phase: "ready", served: { id: 2 } });
    session.answer("right");
    expect(session.getState()).toMatchObject({ phase: "ready", served: { id: 3 }, unsent: 2 });
    first.resolve(answered(1, 3));
    await settled();
    expect(session.getState()).toMatchObject({ served: { id: 3 }, upcoming: null, unsent: 1 });
    second.resolve(answered(2, 4));
    await settled();
    expect(session.getState()).toMatchObject({ served: { id: 3 }, upcoming: { id: 4 }, unsent: 0 });
    expect(session.getState().undoable).toEqual([101, 102]);
  });

  it("waits for the second answer's next where the first brings none", async () => {
    const session = await started();
    api.fetchNext.mockResolvedValueOnce(turn(2));
    await session.load();
    const first = held();
    const second = held();
    api.sendAnswer.mockReturnValueOnce(first.promise).mockReturnValueOnce(second.promise);
    session.answer("left");
    session.answer("left");
    first.resolve(answered(1, 2));
    await settled();
    expect(session.getState()).toMatchObject({ phase: "sending", served: { id: 2 } });
    second.resolve(answered(2, 3));
    await settled();
    expect(session.getState()).toMatchObject({ phase: "ready", served: { id: 3 } });
  });

  it("goes on where the answer comes too late", async () => {
    const session = await started();
    api.sendAnswer.mockRejectedValue(new ApiError(409, "lease_expired", "Too late."));
    api.fetchNext.mockResolvedValue(turn(2));
    session.answer("left");
    await settled();
    expect(session.getState()).toMatchObject({
      served: { id: 2 },
      notice: { tone: "warning" },
      unsent: 0,
    });
  });

  it("stays where the server finds the answer wrong", async () => {
    const session = await started();
    api.sendAnswer.mockRejectedValue(new ApiError(400, "invalid", "No."));
    session.answer("left");
    await settled();
    expect(session.getState()).toMatchObject({ phase: "ready", served: { id: 1 } });
    expect(session.getState().error?.code).toBe("invalid");
  });
});

describe("the node of the last answer", () => {
  const place = { document_title: "Tools", height: 0, position: 0, siblings: 1, context: "" };
  const leaf = { id: 5, document_id: 1, ...place };

  it("is told once the server has the answer, until it is taken back", async () => {
    api.fetchNext.mockResolvedValue({ ...turn(1), served: { ...comparison(1), node: leaf } });
    const session = await started();
    const sent = held();
    api.sendAnswer.mockReturnValue(sent.promise);
    session.answer("left");
    expect(session.getState().lastNode).toBeNull();
    sent.resolve({ ...answered(1, 2), node: 5 });
    await settled();
    expect(session.getState().lastNode).toBe(5);
    api.undoPreference.mockResolvedValue({ undone: 101, comparison: comparison(1) });
    await session.undo();
    expect(session.getState().lastNode).toBeNull();
  });
});

describe("a part of a document that may still be asked about", () => {
  it("is not led to", async () => {
    const session = await started();
    api.sendAnswer.mockResolvedValue(answered(1, 2));
    session.answer("left");
    await settled();
    expect(session.getState().lastNode).toBeNull();
  });
});

describe("the line ahead", () => {
  it("shows the next at once, and asks only for what it does not have", async () => {
    api.fetchNext.mockResolvedValue(turn(1, 2, 3));
    const session = await started();
    api.sendAnswer.mockResolvedValue(answered(1, null, 4));
    session.answer("left");
    expect(session.getState()).toMatchObject({ phase: "ready", served: { id: 2 } });
    await settled();
    expect(api.sendAnswer).toHaveBeenCalledWith(1, expect.anything(), {
      next: false,
      known: [2, 3],
    });
    api.sendAnswer.mockResolvedValue(answered(2, null));
    session.answer("left");
    session.answer("left");
    expect(session.getState()).toMatchObject({ phase: "ready", served: { id: 4 } });
  });

  it("asks what comes next when the line has run out", async () => {
    api.fetchNext.mockResolvedValue(turn(1));
    const session = await started();
    api.sendAnswer.mockResolvedValue(answered(1, 2, 3));
    session.answer("left");
    await settled();
    expect(api.sendAnswer).toHaveBeenCalledWith(1, expect.anything(), { next: true, known: [] });
    expect(session.getState()).toMatchObject({ served: { id: 2 }, upcoming: { id: 3 } });
  });

  it("says what was expected where the project wants that", async () => {
    const session = await started();
    api.sendAnswer.mockResolvedValue({ ...answered(1, 2), expected: "b" });
    session.answer("left");
    await settled();
    expect(session.getState().notice).toMatchObject({ tone: "warning" });
  });
});

describe("a new visit", () => {
  const left: Pending = {
    project: "p",
    comparison: 7,
    body: { choice: "a", submission_key: "key" },
  };

  it("first sends what the last one left", async () => {
    api.sendAnswer.mockResolvedValue(answered(7, 8));
    const session = await started(memory(left));
    expect(api.sendAnswer).toHaveBeenCalledWith(7, left.body, { next: true, known: [] });
    expect(session.getState()).toMatchObject({ served: { id: 8 }, unsent: 0 });
  });

  it("asks for work where what was left is refused", async () => {
    api.sendAnswer.mockRejectedValue(new ApiError(409, "overlap_full", "Enough."));
    const session = await started(memory(left));
    expect(session.getState()).toMatchObject({ phase: "ready", served: { id: 1 }, unsent: 0 });
  });

  it("keeps it while the server is down", async () => {
    api.sendAnswer.mockRejectedValue(down);
    const session = await started(memory(left));
    expect(session.getState()).toMatchObject({ phase: "loading", unsent: 1 });
    expect(session.getState().unsentRetryAt).not.toBeNull();
  });

  it("keeps it while signed out, and goes on after the login", async () => {
    api.sendAnswer.mockRejectedValueOnce(new ApiError(401, "not_authenticated", "Who?"));
    const session = await started(memory(left));
    expect(session.getState()).toMatchObject({ signedOut: true, unsent: 1 });
    api.sendAnswer.mockResolvedValue(answered(7, 8));
    session.signedIn();
    await settled();
    expect(session.getState()).toMatchObject({ signedOut: false, served: { id: 8 }, unsent: 0 });
  });
});

describe("undo", () => {
  it("brings the last answers back, newest first, ten at most", async () => {
    const session = await started();
    for (let id = 1; id <= 12; id += 1) {
      api.sendAnswer.mockResolvedValueOnce(answered(id, id + 1));
      session.answer("left");
      await settled();
    }
    expect(session.getState().undoable).toHaveLength(10);
    api.undoPreference.mockResolvedValue({ undone: 112, comparison: comparison(12) });
    await session.undo();
    expect(api.undoPreference).toHaveBeenCalledWith(112);
    expect(session.getState()).toMatchObject({ phase: "ready", served: { id: 12 } });
    expect(session.getState().undoable).toHaveLength(9);
  });

  it("forgets what was leased ahead, since the server gives it back", async () => {
    const session = await started();
    api.sendAnswer.mockResolvedValue(answered(1, 2));
    session.answer("left");
    await settled();
    api.fetchNext.mockResolvedValueOnce(turn(3));
    await session.load();
    api.undoPreference.mockResolvedValue({ undone: 101, comparison: comparison(1) });
    await session.undo();
    expect(session.getState()).toMatchObject({ served: { id: 1 }, upcoming: null });
  });
});
