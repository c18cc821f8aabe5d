import { t } from "@lingui/core/macro";
import type { Preference } from "@/api/types";

/** The answer as it looked when it was given: A was on the left. */
export function answerName({ choice, both_bad, first_shown }: Preference): string {
  if (choice === "withdrawn") return t`Taken back`;
  if (choice === "tie") return both_bad ? t`Both bad` : t`Tie`;
  return choice === first_shown ? t`A is better` : t`B is better`;
}

/** What has become of an answer; most simply count. */
export function fateOf(answer: Preference, all: readonly Preference[]): string | null {
  if (answer.choice === "withdrawn" || answer.is_current) return null;
  const withdrawal = all.find(({ supersedes }) => supersedes === answer.id);
  const isChanged = all.some(
    ({ supersedes }) => supersedes !== null && supersedes === withdrawal?.id,
  );
  return isChanged ? t`changed since` : t`no longer counts`;
}
