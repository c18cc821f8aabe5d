import { t } from "@lingui/core/macro";
import type { Answered, PreferenceCreate } from "@/api/types";

interface Notice {
  text: string;
  tone: "quiet" | "warning";
}

/** What somebody is told after a comparison whose answer was known. */
export function expectedText(
  choice: PreferenceCreate["choice"],
  expected: NonNullable<Answered["expected"]>,
): Notice {
  if (choice === expected) return { text: t`That was the expected answer.`, tone: "quiet" };
  const text =
    expected === "tie"
      ? t`A tie was expected here.`
      : choice === "tie"
        ? t`One of the two was expected to be chosen here.`
        : t`The other response was expected here.`;
  return { text, tone: "warning" };
}
