import type { Preference } from "@/api/types";

/** The answer as it looked when it was given: A was on the left. */
export function answerName({ choice, both_bad, first_shown }: Preference): string {
  if (choice === "withdrawn") return "Taken back";
  if (choice === "tie") return both_bad ? "Both bad" : "Tie";
  return choice === first_shown ? "A is better" : "B is better";
}

/** What has become of an answer; most simply count. */
export function fateOf(answer: Preference, all: readonly Preference[]): string | null {
  if (answer.choice === "withdrawn" || answer.is_current) return null;
  const withdrawal = all.find(({ supersedes }) => supersedes === answer.id);
  const isChanged = all.some(
    ({ supersedes }) => supersedes !== null && supersedes === withdrawal?.id,
  );
  return isChanged ? "changed since" : "no longer counts";
}
