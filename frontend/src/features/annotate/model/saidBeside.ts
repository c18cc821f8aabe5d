import type { DraftStore } from "@/shared/answers/drafts";
import type { Given } from "@/shared/answers/given";

/**
 * What was said beside choices, by comparison: of unsent answers from earlier visits, and of those
 * that may be undone. Kept through a reload as well as the browser lets us.
 */
export class SaidBeside {
  private said = new Map<number, Given>();

  constructor(
    private readonly drafts: DraftStore,
    private readonly most: number,
  ) {}

  async restore(): Promise<void> {
    this.said = await this.drafts.all().catch(() => new Map());
  }

  of(comparison: number): Given {
    return this.said.get(comparison) ?? {};
  }

  /** Remembers it until others are newer. */
  remember(comparison: number, given: Given): void {
    // What is newest stands last.
    this.said.delete(comparison);
    this.said.set(comparison, given);
    const [oldest] = this.said.keys();
    if (this.said.size > this.most && oldest !== undefined) this.said.delete(oldest);
  }

  /** Remembers it through a reload too. */
  keep(comparison: number, given: Given): void {
    this.remember(comparison, given);
    this.drafts.put(comparison, given).catch(() => undefined);
  }

  /** Forgets what was kept for a reload: the answer has arrived. */
  drop(comparison: number): void {
    this.drafts.remove(comparison).catch(() => undefined);
  }
}
