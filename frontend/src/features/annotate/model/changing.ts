import { t } from "@lingui/core/macro";
import { toApiError, type ApiError } from "@/api/errors";
import type { OwnAnswer, PreferenceCreate } from "@/api/types";
import { givenWith, type Value } from "@/shared/answers/given";
import { randomUuid } from "@/shared/lib/uuid";
import type { Desk } from "./actions";
import { answerTo } from "./answerTo";
import { isSourceHidden } from "./reading";
import { START, type SessionState } from "./sessionState";
import type { Verdict } from "./verdict";

interface Wiring {
  send: (body: PreferenceCreate) => Promise<unknown>;
  /** The new answer is stored. */
  onSent: () => void;
}

type Deeds = Desk["session"];

/** One stored answer, looked at again. It counts until another is sent in its place. */
export class Changing implements Deeds {
  private state: SessionState;
  private readonly listeners = new Set<() => void>();
  private readonly shownAt = performance.now();
  private openedAt = this.shownAt;
  /** The key of each answer that was tried: one whose reply got lost is not stored twice. */
  private readonly keys = new Map<string, string>();

  constructor(
    { comparison, preference, obstacle }: OwnAnswer,
    private readonly wiring: Wiring,
  ) {
    this.state = {
      ...START,
      isChange: true,
      phase: obstacle === null ? "ready" : "sending",
      served: comparison,
      given: givenWith(preference),
    };
  }

  getState = () => this.state;

  subscribe = (listener: () => void) => {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  };

  give = (field: string, value: Value | undefined): void =>
    this.set({ given: { ...this.state.given, [field]: value } });

  openSource = (): void => {
    const { served, given } = this.state;
    if (!served || !isSourceHidden(served, given)) return;
    this.openedAt = performance.now();
    this.give("naive_ms", Math.round(this.openedAt - this.shownAt));
  };

  answer(verdict: Verdict, strength: number | null = null): void {
    const { served, phase, given } = this.state;
    if (!served || phase !== "ready") return;
    const { shownAt, openedAt } = this;
    const sight = { shownAt, openedAt, now: performance.now() };
    const prepared = answerTo(served, given, [verdict, strength], sight);
    if ("missing" in prepared) {
      const { missing, text } = prepared;
      this.set({ missing, notice: { text, tone: "warning" } });
      return;
    }
    this.set({ phase: "sending", verdict, notice: null, error: null });
    const submission_key = this.keyOf(JSON.stringify([verdict, strength, given]));
    this.wiring
      .send({ ...prepared.body, submission_key })
      .then(this.wiring.onSent, (cause: unknown) => this.fail(toApiError(cause)));
  }

  /** There is nothing to take back before the new answer is sent. */
  undo = (): Promise<void> => Promise.resolve();

  signedIn = () => this.set({ signedOut: false });

  private keyOf(said: string): string {
    const key = this.keys.get(said) ?? randomUuid();
    this.keys.set(said, key);
    return key;
  }

  private fail(error: ApiError): void {
    const text = t`Not changed. Your earlier answer still counts.`;
    const notice = { text, tone: "warning" as const };
    this.set({
      phase: "ready",
      verdict: null,
      notice,
      ...(error.isSignedOut ? { signedOut: true } : { error }),
    });
  }

  private set(changes: Partial<SessionState>): void {
    this.state = { ...this.state, ...changes };
    this.listeners.forEach((listener) => listener());
  }
}
