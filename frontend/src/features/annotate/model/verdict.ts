import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import type { PreferenceCreate, Served } from "@/api/types";

/** An answer as the annotator sees it; which side that is, the served order says. */
export type Verdict = "left" | "right" | "tie" | "both_bad";

export const VERDICT_NAMES: Record<Verdict, MessageDescriptor> = {
  left: msg`A chosen`,
  right: msg`B chosen`,
  tie: msg`Tie`,
  both_bad: msg`Both bad`,
};

/** The API's words for a verdict on what was shown. */
export function choiceOf(
  verdict: Verdict,
  shown: Served["shown"],
): Pick<PreferenceCreate, "choice" | "both_bad"> {
  if (verdict === "tie") return { choice: "tie" };
  if (verdict === "both_bad") return { choice: "tie", both_bad: true };
  const picked = verdict === "left" ? shown[0] : shown[1];
  if (!picked) throw new Error("The comparison was served without two responses.");
  return { choice: picked.side };
}
