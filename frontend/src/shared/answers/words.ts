/** The five steps of how sure people are, from 0 to 1. */
export const CONFIDENCE = ["A guess", "Unsure", "Fairly sure", "Sure", "Certain"];

export const confidenceName = (confidence: number) =>
  CONFIDENCE[Math.round(confidence * (CONFIDENCE.length - 1))] ?? `${confidence}`;

const STRENGTHS: Record<number, string> = {
  1: "slightly better",
  3: "clearly better",
  4: "much better",
};

/** How much better a response is; null where it was not said. */
export const strengthName = (strength: number | null) => STRENGTHS[strength ?? 0] ?? "better";
