import { t } from "@lingui/core/macro";
import type { Asks } from "@/api/types";
import type { Verdict } from "./verdict";

/** A step of the scale that leads from the left response to the right one. */
export interface Step {
  verdict: Verdict;
  strength: number | null;
  label: string;
}

/** The strengths of one side, weakest first, by the steps of the scale; as the server has them. */
const STRENGTHS: Record<Asks["strength_steps"], readonly (number | null)[]> = {
  0: [],
  3: [null],
  5: [2, 4],
  7: [2, 3, 4],
  9: [1, 2, 3, 4],
};
function labelOf(letter: string, strength: number | null): string {
  switch (strength) {
    case 1:
      return t`${letter} slightly better`;
    case 3:
      return t`${letter} clearly better`;
    case 4:
      return t`${letter} much better`;
    default:
      return t`${letter} better`;
  }
}

/** The steps from left to right, the tie in the middle; none where the project has no scale. */
export function stepsOf(count: Asks["strength_steps"]): Step[] {
  if (count === 0) return [];
  const side = (verdict: Verdict, letter: string) =>
    STRENGTHS[count].map((strength) => ({
      verdict,
      strength,
      label: labelOf(letter, strength),
    }));
  const tie: Step = { verdict: "tie", strength: null, label: t`Tie` };
  return [...side("left", "A").reverse(), tie, ...side("right", "B")];
}
