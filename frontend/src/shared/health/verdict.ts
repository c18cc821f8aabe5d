import { plural, t } from "@lingui/core/macro";
import type { Health } from "@/api/types";
import { duration } from "@/shared/lib/format";

export interface Verdict {
  isGood: boolean;
  /** One sentence: how it is, or the one fault that matters most. */
  text: string;
}

const LONG_WAIT_SECONDS = 300;
const LONG_LAG_SECONDS = 60;

/** How a project is in a sentence; of several faults the one that the others follow from. */
export function verdictOf({ workers, work, head_lag, failures }: Health): Verdict {
  const missing = workers.filter(({ alive }) => alive === 0).map(({ queue }) => queue);
  if (missing.length > 0) {
    const queues = missing.join(", ");
    return fault(t`No worker is alive for: ${queues}. Answers are kept, and the work waits.`);
  }
  const lag = head_lag.find(({ oldest_seconds }) => oldest_seconds > LONG_LAG_SECONDS);
  if (lag) {
    const since = duration(lag.oldest_seconds * 1_000);
    return fault(
      plural(lag.answers, {
        one: `The live head is # answer behind, for ${since}.`,
        other: `The live head is # answers behind, for ${since}.`,
      }),
    );
  }
  const givenUp = failures.filter(({ retry_at }) => retry_at === null).length;
  if (givenUp > 0) {
    return fault(
      plural(givenUp, {
        one: "# piece of work failed and was given up.",
        other: "# pieces of work failed and were given up.",
      }),
    );
  }
  const [oldest] = work.toSorted((one, other) => other.oldest_seconds - one.oldest_seconds);
  if (oldest && oldest.oldest_seconds > LONG_WAIT_SECONDS) {
    const since = duration(oldest.oldest_seconds * 1_000);
    return fault(t`Work of the kind “${oldest.kind}” has waited for ${since}.`);
  }
  const behind = head_lag.reduce((sum, { answers }) => sum + answers, 0);
  return {
    isGood: true,
    text: t`Healthy: every queue has a worker, the live head is ${behind} answers behind.`,
  };
}

const fault = (text: string): Verdict => ({ isGood: false, text });
