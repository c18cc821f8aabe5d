import { toApiError, type ApiError } from "@/api/errors";
import type { Answered, PreferenceCreate } from "@/api/types";

/** An answer given and not yet stored by the server. Its key never changes. */
export interface Pending {
  project: string;
  comparison: number;
  body: PreferenceCreate;
}

/** Where unsent answers outlive a reload or a crash. What is asked first is done first. */
export interface OutboxStore {
  all(): Promise<Pending[]>;
  put(item: Pending): Promise<void>;
  remove(item: Pending): Promise<void>;
}

interface Wiring {
  store: OutboxStore;
  send: (item: Pending) => Promise<Answered>;
  /** Calls back after some milliseconds; setTimeout outside of tests. */
  wait: (task: () => void, milliseconds: number) => void;
  onSent: (item: Pending, answered: Answered) => void;
  onRefused: (item: Pending, error: ApiError) => void;
  onChange: () => void;
}

const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 30_000;

/**
 * Sends answers in order until the server has each. A failure that may pass is tried again
 * with the same submission key, so that an answer whose response got lost is not doubled.
 */
export class Outbox {
  items: readonly Pending[] = [];
  /** False where the browser refuses to keep answers: then they live as long as the page. */
  isKept = true;
  /** Set while the server asks for a login first. */
  isSignedOut = false;
  /** When the next try comes, in milliseconds since 1970; null while sending or idle. */
  retryAt: number | null = null;
  private failures = 0;
  private isSending = false;
  private readonly wiring: Wiring;

  constructor(wiring: Wiring) {
    this.wiring = wiring;
  }

  /** Takes up what an earlier visit left unsent. */
  async restore(): Promise<void> {
    this.items = await this.wiring.store.all().catch(() => []);
  }

  add(item: Pending): void {
    this.items = [...this.items, item];
    this.wiring.onChange();
    this.wiring.store.put(item).catch(() => {
      this.isKept = false;
      this.wiring.onChange();
    });
    void this.flush();
  }

  /** True while an answer to that comparison waits to be sent. */
  holds = (comparison: number) => this.items.some((item) => item.comparison === comparison);

  /** Sends what waits, at once: after a login, when the network is back, or when asked to. */
  async flush(): Promise<void> {
    if (this.isSending) return;
    this.isSending = true;
    this.isSignedOut = false;
    this.retryAt = null;
    this.wiring.onChange();
    for (let item = this.items[0]; item; item = this.items[0]) {
      if (!(await this.trySending(item))) break;
    }
    this.isSending = false;
    this.wiring.onChange();
  }

  private async trySending(item: Pending): Promise<boolean> {
    try {
      const answered = await this.wiring.send(item);
      this.drop(item);
      this.wiring.onSent(item, answered);
    } catch (cause) {
      const error = toApiError(cause);
      if (error.isSignedOut) {
        this.isSignedOut = true;
        return false;
      }
      if (error.isPassing) {
        this.retryLater();
        return false;
      }
      this.drop(item);
      this.wiring.onRefused(item, error);
    }
    return true;
  }

  private drop(item: Pending): void {
    this.failures = 0;
    // One that stays behind is sent again with its key, which the server knows.
    this.wiring.store.remove(item).catch(() => undefined);
    this.items = this.items.filter((other) => other !== item);
    this.wiring.onChange();
  }

  private retryLater(): void {
    const delay = Math.min(FIRST_RETRY_MS * 2 ** this.failures, LAST_RETRY_MS);
    this.failures += 1;
    const retryAt = Date.now() + delay;
    this.retryAt = retryAt;
    this.wiring.wait(() => {
      if (this.retryAt === retryAt) void this.flush();
    }, delay);
  }
}
