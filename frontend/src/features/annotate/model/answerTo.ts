import { t } from "@lingui/core/macro";
import type { PreferenceCreate, Served } from "@/api/types";
import type { Given } from "@/shared/answers/given";
import { bodyOf, fieldsOf, missingOf, missingText } from "./asks";
import { isSourceHidden, timesOf, type Sight } from "./reading";
import { choiceOf, type Verdict } from "./verdict";

type Body = Omit<PreferenceCreate, "submission_key"> & { duration_ms: number };

/** An answer to be sent, or what is still to be done first, with the ids of what is missing. */
export type Prepared = { body: Body } | { missing: string[]; text: string };

/** The API's words for a verdict and what was said beside it, if nothing is missing. */
export function answerTo(
  served: Served,
  given: Given,
  [verdict, strength]: [verdict: Verdict, strength: number | null],
  sight: Sight,
): Prepared {
  if (served.asks.naive_read === "required" && isSourceHidden(served, given)) {
    return { missing: [], text: t`Not sent yet. Open the source first.` };
  }
  const fields = fieldsOf(served);
  const missing = missingOf(fields, given);
  if (missing.length > 0) {
    return { missing: missing.map(({ id }) => id), text: missingText(missing) };
  }
  return {
    body: {
      ...choiceOf(verdict, served.shown),
      ...(strength !== null && { strength }),
      ...bodyOf(fields, given),
      ...timesOf(served, given, sight),
    },
  };
}
