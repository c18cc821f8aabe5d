import type { ExportCreate, ImportCreate, Job } from "@/api/types";
import { isRecord } from "@/api/errors";
import { sentence } from "@/shared/lib/format";
import { listOf, numberAt, textAt } from "@/shared/lib/narrow";

/** `mapping` needs a mapping of fields, which the command and the HTTP interface take. */
export const IMPORT_FORMATS: { value: ImportCreate["format"]; label: string }[] = [
  { value: "hh-rlhf", label: "HH-RLHF: chosen, rejected transcripts" },
  { value: "trl", label: "TRL preference: prompt, chosen, rejected" },
  { value: "trl-unpaired", label: "TRL unpaired: prompt, completion, label" },
  { value: "ultrafeedback-binarized", label: "UltraFeedback, binarized" },
  { value: "summarize-from-feedback", label: "OpenAI summarize from feedback: comparisons" },
  { value: "summarize-from-feedback-axes", label: "OpenAI summarize from feedback: axes" },
  { value: "openassistant-trees", label: "OpenAssistant message trees" },
  { value: "rewardbench", label: "RewardBench" },
  { value: "rewardbench-2", label: "RewardBench 2" },
  { value: "prompts", label: "Prompts alone" },
  { value: "prompts-responses", label: "Prompts and responses, not yet compared" },
  { value: "documents", label: "Documents, to be split into trees" },
];

export const EXPORT_FORMATS: { value: ExportCreate["format"]; label: string }[] = [
  { value: "trl", label: "TRL preference: prompt, chosen, rejected as text" },
  { value: "trl-conversational", label: "TRL preference, conversational: as messages" },
  { value: "trl-unpaired", label: "TRL unpaired (KTO): prompt, completion, label" },
  { value: "ultrafeedback-binarized", label: "UltraFeedback, binarized" },
  { value: "summarize-from-feedback", label: "OpenAI summarize from feedback: comparisons" },
  { value: "raw", label: "Every answer, with pseudonyms of the raters" },
  { value: "rankings", label: "Rankings: Bradley–Terry scores of responses" },
  { value: "trees", label: "Trees of documents" },
  { value: "best-of-n", label: "Selected by reward: the best response of each prompt" },
  { value: "top-quantile", label: "Selected by reward: the best quarter, to draw from uniformly" },
  { value: "threshold", label: "Selected by reward: above a threshold that is 80 % precise" },
  { value: "boltzmann", label: "Selected by reward: all, with Boltzmann weights" },
  {
    value: "quality-conditioned",
    label: "Selected by reward: all, with a control token by quality",
  },
];

/** Formats of responses; options that say how answers are taken mean nothing for them. */
const SELECTING: ExportCreate["format"][] = [
  "best-of-n",
  "top-quantile",
  "threshold",
  "boltzmann",
  "quality-conditioned",
];
export const selectsResponses = (format: ExportCreate["format"]) => SELECTING.includes(format);

const WITH_TIES: ExportCreate["format"][] = [
  "trl",
  "trl-conversational",
  "ultrafeedback-binarized",
];
export const hasColumnForTies = (format: ExportCreate["format"]) => WITH_TIES.includes(format);

export const AGGREGATIONS: { value: NonNullable<ExportCreate["aggregation"]>; label: string }[] = [
  { value: "every-vote", label: "Every answer is a row" },
  { value: "majority", label: "Majority: one row a comparison" },
  { value: "posterior", label: "Posterior: one row a comparison, reliable raters count for more" },
];

export const TIES: { value: NonNullable<ExportCreate["ties"]>; label: string }[] = [
  { value: "drop", label: "Left out and counted" },
  { value: "keep", label: "Kept, marked in a column" },
  { value: "soft", label: "Soft: a column holds the probability of the choice" },
];

/** The counts of a job's report, named for people. */
export function countsOf(report: Job["report"]): { name: string; value: number }[] {
  if (!isRecord(report)) return [];
  return Object.keys(report).flatMap((key) => {
    const value = numberAt(report, key);
    return value === null ? [] : [{ name: sentence(key), value }];
  });
}

export interface BadLine {
  line: number;
  problem: string;
}

/** The lines that could not be read; of a refused file, the error's details list them. */
export function badLinesOf({ report, error }: Pick<Job, "report" | "error">): BadLine[] {
  return [...listOf(report.lines), ...listOf(error?.details.lines)].flatMap((entry) => {
    const line = numberAt(entry, "line");
    return line === null ? [] : [{ line, problem: textAt(entry, "problem") ?? "" }];
  });
}
