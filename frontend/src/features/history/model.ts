import { t } from "@lingui/core/macro";
import type { Preference, Project } from "@/api/types";
import { givenWith } from "@/shared/answers/given";
import { confidenceName } from "@/shared/answers/words";

/** What has become of an answer; most simply count. */
export function fateOf(answer: Preference, all: readonly Preference[]): string | null {
  if (answer.choice === "withdrawn" || answer.is_current) return null;
  const withdrawal = all.find(({ supersedes }) => supersedes === answer.id);
  const isChanged = all.some(
    ({ supersedes }) => supersedes !== null && supersedes === withdrawal?.id,
  );
  return isChanged ? t`changed since` : t`no longer counts`;
}

/** One thing that was said beside a choice. */
export interface Detail {
  label: string;
  value: string;
}

/** What was said beside the choice, under the labels that people read; A was on the left. */
export function detailsOf(answer: Preference, questions: Project["questions"]): Detail[] {
  return Object.entries(givenWith(answer)).flatMap(([id, value]) => {
    if (value === undefined || value === "" || id === "naive_ms") return [];
    if (id === "rationale") return { label: t`Why`, value: `${value}` };
    if (id === "confidence") return { label: t`How sure`, value: confidenceName(Number(value)) };
    const [, name, side] = id.split(".");
    // A question that is asked no more has its name left.
    const label = questions.find((question) => question.name === name)?.label ?? name ?? id;
    const letter = side === answer.first_shown ? "A" : "B";
    return { label: side ? t`${label} (Response ${letter})` : label, value: `${value}` };
  });
}
