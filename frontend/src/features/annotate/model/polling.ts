const POLL_MS = 20_000;
const LEAST_MS = 1_000;
const AFTER_FREE_MS = 500;

/** Asks again for work after a while: when some may come free, and every twenty seconds. */
export class Polling {
  private timer: number | undefined;

  constructor(private readonly ask: () => Promise<void>) {}

  later(freeAt: string | null): void {
    this.stop();
    const untilFree = freeAt ? new Date(freeAt).getTime() - Date.now() + AFTER_FREE_MS : POLL_MS;
    const delay = Math.min(Math.max(untilFree, LEAST_MS), POLL_MS);
    this.timer = window.setTimeout(() => void this.ask(), delay);
  }

  stop(): void {
    window.clearTimeout(this.timer);
  }
}
