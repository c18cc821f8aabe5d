import { i18n } from "@lingui/core";
import { msg, t } from "@lingui/core/macro";
import type { Preference } from "@/api/types";

/** The five steps of how sure people are, from 0 to 1. */
export const CONFIDENCE = [msg`A guess`, msg`Unsure`, msg`Fairly sure`, msg`Sure`, msg`Certain`];

export function confidenceName(confidence: number): string {
  const name = CONFIDENCE[Math.round(confidence * (CONFIDENCE.length - 1))];
  return name ? i18n._(name) : `${confidence}`;
}

/** That a response is better, and how much where it was said. */
export function betterName(letter: string, strength: number | null): string {
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

/** The answer as it looked when it was given: A was on the left. */
export function answerName({ choice, both_bad, first_shown, strength }: Preference): string {
  if (choice === "withdrawn") return t`Taken back`;
  if (choice === "tie") return both_bad ? t`Both bad` : t`Tie`;
  if (strength !== null) return betterName(choice === first_shown ? "A" : "B", strength);
  return choice === first_shown ? t`A is better` : t`B is better`;
}
