import { i18n } from "@lingui/core";
import { t } from "@lingui/core/macro";
import { toApiError, type ApiError } from "@/api/errors";
import type { Answered, Passed, Served } from "@/api/types";
import type { DraftStore } from "@/shared/answers/drafts";
import type { Value } from "@/shared/answers/given";
import { randomUuid } from "@/shared/lib/uuid";
import {
  fetchNext,
  flagComparison,
  sendAnswer,
  skipComparison,
  undoPreference,
  type Line,
} from "../api/annotation";
import { answerTo } from "./answerTo";
import { fieldsOf } from "./asks";
import { expectedText } from "./expected";
import { LineAhead } from "./lineAhead";
import { Outbox, type OutboxStore, type Pending } from "./outbox";
import { Polling } from "./polling";
import { isSourceHidden } from "./reading";
import { refusalText } from "./refusal";
import { noteAnswer, putOff } from "./sitting";
import { SaidBeside } from "./saidBeside";
import { START, type SessionState } from "./sessionState";
import { VERDICT_NAMES, type Verdict } from "./verdict";

export type { SessionState } from "./sessionState";
export { START } from "./sessionState";

const UNDO_DEPTH = 10;

/** One annotator's sitting at one project: what is asked, what was answered, what is unsent. */
export class AnnotationSession {
  private state = START;
  private readonly listeners = new Set<() => void>();
  private readonly outbox: Outbox;
  private readonly slug: string;
  private readonly ahead = new LineAhead();
  private readonly said: SaidBeside;
  private readonly polling = new Polling(() => this.load());
  private shownAt = 0;
  private openedAt = 0;
  private readonly onOnline = () => void this.outbox.flush();

  constructor(slug: string, store: OutboxStore, drafts: DraftStore) {
    this.slug = slug;
    this.said = new SaidBeside(drafts, UNDO_DEPTH);
    this.outbox = new Outbox({
      store,
      send: ({ comparison, body }) => sendAnswer(comparison, body, this.line),
      wait: (task, milliseconds) => setTimeout(task, milliseconds),
      onSent: (item, answered) => this.onSent(item, answered),
      onRefused: (item, error) => this.onRefused(item, error),
      onChange: () => this.noteOutbox(),
    });
  }

  getState = () => this.state;

  subscribe = (listener: () => void) => {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  };

  /** Sends what an earlier visit left unsent, then asks for work. Returns how to stop. */
  start(): () => void {
    window.addEventListener("online", this.onOnline);
    void Promise.all([this.outbox.restore(), this.said.restore()])
      .then(() => this.outbox.flush())
      .then(() => {
        if (this.outbox.items.length === 0 && this.state.phase === "loading") void this.load();
      });
    return () => {
      window.removeEventListener("online", this.onOnline);
      this.polling.stop();
    };
  }

  load = async (): Promise<void> => {
    this.polling.stop();
    try {
      const { served, ahead, reason, retryAt } = await fetchNext(this.slug);
      // Something else may have been faster than this question.
      if (this.state.phase === "ready" && served) this.receive(served);
      else this.show(served, reason, retryAt);
      ahead.forEach((each) => this.receive(each));
    } catch (cause) {
      this.fail(toApiError(cause));
    }
  };

  /** Notes what is said beside the choice; undefined takes it back. */
  give = (field: string, value: Value | undefined): void => {
    const { served, phase } = this.state;
    const given = { ...this.state.given, [field]: value };
    this.set({ given });
    if (served && phase === "ready") this.said.keep(served.id, given);
  };

  /** Shows the source, where it is hidden until then, and notes how long it was. */
  openSource = (): void => {
    const { served, given } = this.state;
    if (!served || !isSourceHidden(served, given)) return;
    this.openedAt = performance.now();
    this.give("naive_ms", Math.round(this.openedAt - this.shownAt));
  };

  /**
   * Takes the answer, and goes on at once where the next comparison is here already. Where
   * something has to be said besides and is missing, it says what, and sends nothing.
   */
  answer(verdict: Verdict, strength: number | null = null): void {
    const { served, phase, sitting, given } = this.state;
    if (!served || phase !== "ready") return;
    const { shownAt, openedAt } = this;
    const sight = { shownAt, openedAt, now: performance.now() };
    const prepared = answerTo(served, given, [verdict, strength], sight);
    if ("missing" in prepared) {
      const { missing, text } = prepared;
      this.set({ missing, notice: { text, tone: "warning" } });
      return;
    }
    if (fieldsOf(served).length > 0) this.said.remember(served.id, given);
    const body = { ...prepared.body, submission_key: randomUuid() };
    this.set({
      notice: null,
      error: null,
      sitting: noteAnswer(sitting, Date.now(), body.duration_ms),
    });
    const next = this.ahead.shift();
    if (next) {
      this.show(next, null, null);
      this.note(i18n._(VERDICT_NAMES[verdict]));
    } else {
      this.set({ phase: "sending", verdict });
    }
    this.outbox.add({ project: this.slug, comparison: served.id, body });
  }

  skip = (reason: string) => this.pass((id, line) => skipComparison(id, reason, line), t`Skipped`);

  flag = (reason: string) =>
    this.pass((id, line) => flagComparison(id, reason, line), t`Flagged for the researchers`);

  async undo(): Promise<void> {
    const last = this.state.undoable.at(-1);
    if (last === undefined) return;
    this.set({ phase: "sending", verdict: null });
    try {
      const { comparison } = await undoPreference(last);
      this.set({ undoable: this.state.undoable.slice(0, -1) });
      this.set({ lastNode: null });
      // The server has given back what else was leased to us.
      this.ahead.clear();
      if (!comparison) {
        await this.load();
        this.note(t`Answer taken back. It is not asked any more.`);
        return;
      }
      this.show(comparison, null, null);
      this.said.keep(comparison.id, this.state.given);
      this.note(t`Answer taken back. Answer again.`);
    } catch (cause) {
      const error = toApiError(cause);
      if (!error.isPassing && !error.isSignedOut) {
        this.set({ undoable: this.state.undoable.slice(0, -1) });
      }
      this.stay(error);
    }
  }

  /** Goes on after a login: sends what waits, or asks again. */
  signedIn = () => {
    this.set({ signedOut: false, error: null });
    if (this.outbox.items.length > 0) void this.outbox.flush();
    else if (!this.state.served) void this.load();
  };

  /** What was read before does not count: something stood before the comparison. */
  readFromNow = (): void => {
    this.shownAt = this.openedAt = performance.now();
  };

  sendNow = () => void this.outbox.flush();

  /** Puts the suggested break off. */
  remindLater = () => {
    const { sitting } = this.state;
    if (sitting) this.set({ sitting: putOff(sitting) });
  };

  private async pass(
    call: (id: number, line: Line) => Promise<Passed>,
    done: string,
  ): Promise<void> {
    const { served } = this.state;
    if (!served) return;
    this.set({ phase: "sending", verdict: null, notice: null, error: null });
    try {
      const known = this.ahead.ids;
      const { next, ahead, queue_reason } = await call(served.id, { next: true, known });
      this.said.drop(served.id);
      this.note(done);
      this.goOn(next, ahead, queue_reason);
    } catch (cause) {
      const error = toApiError(cause);
      if (error.status === 409 || error.status === 404) this.moveOn(error);
      else this.stay(error);
    }
  }

  /** True where nothing is left to look at until the server has said what comes next. */
  private get isWaiting(): boolean {
    const { served, phase, verdict } = this.state;
    return !served || (phase === "sending" && verdict !== null);
  }

  /** What to ask for along with an answer that is sent now. */
  private get line(): Line {
    if (this.isWaiting) return { next: true, known: [] };
    const shown = this.state.served ? [this.state.served.id] : [];
    return { next: false, known: [...shown, ...this.ahead.ids] };
  }

  private onSent({ comparison, body }: Pending, answered: Answered): void {
    this.said.drop(comparison);
    const { preference, node, next, ahead, queue_reason, expected } = answered;
    this.set({ lastNode: node });
    this.set({ undoable: [...this.state.undoable, preference.id].slice(-UNDO_DEPTH) });
    if (this.state.verdict) this.note(i18n._(VERDICT_NAMES[this.state.verdict]));
    if (this.isWaiting) this.goOn(next, ahead, queue_reason);
    else [next, ...ahead].forEach((each) => each && this.receive(each));
    if (expected) this.set({ notice: expectedText(body.choice, expected) });
  }

  /** Puts a comparison in line, unless it is there, on the screen, or answered already. */
  private receive(next: Served): void {
    const isKnown = this.state.served?.id === next.id || this.ahead.holds(next.id);
    if (isKnown || this.outbox.holds(next.id)) return;
    this.ahead.push(next);
    this.set({ upcoming: this.ahead.first, progress: next.progress });
  }

  /** Shows the next in line. Where there is none, other answers may bring it, or a question. */
  private goOn(next: Served | null, ahead: Served[], reason: string | null): void {
    [next, ...ahead].forEach((each) => each && this.receive(each));
    const following = this.ahead.shift();
    if (!following && this.outbox.items.length > 0) return;
    this.show(following ?? null, reason, null);
    if (!following) void this.load();
  }

  private onRefused(item: Pending, error: ApiError): void {
    if (error.code === "not_as_asked") {
      // The project asks something else by now. It is still ours: fetch it with what is asked.
      this.ahead.clear();
      this.set({ upcoming: null });
      this.moveOn(error);
      return;
    }
    const isGone = error.status === 409 || error.status === 404;
    if (isGone) this.said.drop(item.comparison);
    const isCurrent = item.comparison === this.state.served?.id;
    if (isCurrent && !isGone) this.stay(error);
    else if (this.isWaiting) this.moveOn(error);
    else this.warn(error);
  }

  /** The comparison is not ours any more: say why, and take the next. */
  private moveOn(error: ApiError): void {
    this.warn(error);
    this.set({ verdict: null });
    void this.load();
  }

  private warn(error: ApiError): void {
    this.set({ notice: { text: refusalText(error), tone: "warning" } });
  }

  /** The deed failed and the comparison is still ours. */
  private stay(error: ApiError): void {
    const phase = this.state.served ? "ready" : "empty";
    if (error.isSignedOut) this.set({ phase, verdict: null, signedOut: true });
    else this.set({ phase, verdict: null, error });
  }

  private show(served: Served | null, reason: string | null, retryAt: string | null): void {
    this.shownAt = this.openedAt = performance.now();
    this.set({
      phase: served ? "ready" : "empty",
      served,
      upcoming: this.ahead.first,
      verdict: null,
      given: served ? this.said.of(served.id) : {},
      missing: [],
      error: null,
      emptyReason: reason,
      retryAt,
      progress: served?.progress ?? this.state.progress,
    });
    if (!served) this.polling.later(retryAt);
  }

  private fail(error: ApiError): void {
    if (error.isSignedOut) {
      this.set({ signedOut: true });
      return;
    }
    this.set({ phase: "failed", served: null, error });
    if (error.isPassing) this.polling.later(null);
  }

  private note(text: string): void {
    this.set({ notice: { text, tone: "quiet" } });
  }

  private noteOutbox(): void {
    const { items, retryAt, isSignedOut, isKept } = this.outbox;
    this.set({
      unsent: items.length,
      isKept,
      unsentRetryAt: retryAt,
      signedOut: isSignedOut || this.state.signedOut,
    });
  }

  private set(changes: Partial<SessionState>): void {
    this.state = { ...this.state, ...changes };
    this.listeners.forEach((listener) => listener());
  }
}
