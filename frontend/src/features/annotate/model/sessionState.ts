import type { ApiError } from "@/api/errors";
import type { Served } from "@/api/types";
import type { Given } from "@/shared/answers/given";
import type { Sitting } from "./sitting";
import type { Verdict } from "./verdict";

/** All that the annotation page shows of a session. */
export interface SessionState {
  phase: "loading" | "ready" | "sending" | "empty" | "failed";
  served: Served | null;
  /** What comes after it, where that is known: it is drawn ahead, out of sight. */
  upcoming: Served | null;
  /** The answer under way, shown on the panes at once. */
  verdict: Verdict | null;
  /** What was said beside the choice so far. */
  given: Given;
  /** Ids of what had to be said and was not, when somebody last chose. */
  missing: readonly string[];
  emptyReason: string | null;
  retryAt: string | null;
  progress: Served["progress"] | null;
  /** Stored answers that can be taken back, newest last. */
  undoable: number[];
  /** The node that the newest stored answer is about, if it is about one whose page is open. */
  lastNode: number | null;
  /** What became of the last deed, in a few words. */
  notice: { text: string; tone: "quiet" | "warning" } | null;
  error: ApiError | null;
  unsent: number;
  unsentRetryAt: number | null;
  /** False where unsent answers would not outlive the page. */
  isKept: boolean;
  sitting: Sitting | null;
  signedOut: boolean;
  /** True where a stored answer is being changed: then there is no queue behind it. */
  isChange: boolean;
}

export const START: SessionState = {
  phase: "loading",
  served: null,
  upcoming: null,
  verdict: null,
  given: {},
  missing: [],
  emptyReason: null,
  retryAt: null,
  progress: null,
  undoable: [],
  lastNode: null,
  notice: null,
  error: null,
  unsent: 0,
  unsentRetryAt: null,
  isKept: true,
  sitting: null,
  signedOut: false,
  isChange: false,
};
