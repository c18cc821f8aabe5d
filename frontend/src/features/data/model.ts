import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import type { ExportCreate, ImportCreate, Job } from "@/api/types";
import { isRecord } from "@/api/errors";
import { sentence } from "@/shared/lib/format";
import { listOf, numberAt, textAt } from "@/shared/lib/narrow";

/** `mapping` needs a mapping of fields, which the command and the HTTP interface take. */
export const IMPORT_FORMATS: { value: ImportCreate["format"]; label: MessageDescriptor }[] = [
  { value: "hh-rlhf", label: msg`HH-RLHF: chosen, rejected transcripts` },
  { value: "trl", label: msg`TRL preference: prompt, chosen, rejected` },
  { value: "trl-unpaired", label: msg`TRL unpaired: prompt, completion, label` },
  { value: "ultrafeedback-binarized", label: msg`UltraFeedback, binarized` },
  { value: "summarize-from-feedback", label: msg`OpenAI summarize from feedback: comparisons` },
  { value: "summarize-from-feedback-axes", label: msg`OpenAI summarize from feedback: axes` },
  { value: "openassistant-trees", label: msg`OpenAssistant message trees` },
  { value: "rewardbench", label: msg`RewardBench` },
  { value: "rewardbench-2", label: msg`RewardBench 2` },
  { value: "prompts", label: msg`Prompts alone` },
  { value: "prompts-responses", label: msg`Prompts and responses, not yet compared` },
  { value: "documents", label: msg`Documents, to be split into trees` },
];

export const EXPORT_FORMATS: { value: ExportCreate["format"]; label: MessageDescriptor }[] = [
  { value: "trl", label: msg`TRL preference: prompt, chosen, rejected as text` },
  { value: "trl-conversational", label: msg`TRL preference, conversational: as messages` },
  { value: "trl-unpaired", label: msg`TRL unpaired (KTO): prompt, completion, label` },
  { value: "ultrafeedback-binarized", label: msg`UltraFeedback, binarized` },
  { value: "summarize-from-feedback", label: msg`OpenAI summarize from feedback: comparisons` },
  { value: "raw", label: msg`Every answer, with pseudonyms of the raters` },
  { value: "rankings", label: msg`Rankings: Bradley–Terry scores of responses` },
  { value: "trees", label: msg`Trees of documents` },
  { value: "best-of-n", label: msg`Selected by reward: the best response of each prompt` },
  {
    value: "top-quantile",
    label: msg`Selected by reward: the best quarter, to draw from uniformly`,
  },
  { value: "threshold", label: msg`Selected by reward: above a threshold that is 80 % precise` },
  { value: "boltzmann", label: msg`Selected by reward: all, with Boltzmann weights` },
  {
    value: "quality-conditioned",
    label: msg`Selected by reward: all, with a control token by quality`,
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

export const AGGREGATIONS: {
  value: NonNullable<ExportCreate["aggregation"]>;
  label: MessageDescriptor;
}[] = [
  { value: "every-vote", label: msg`Every answer is a row` },
  { value: "majority", label: msg`Majority: one row a comparison` },
  {
    value: "posterior",
    label: msg`Posterior: one row a comparison, reliable raters count for more`,
  },
];

export const TIES: { value: NonNullable<ExportCreate["ties"]>; label: MessageDescriptor }[] = [
  { value: "drop", label: msg`Left out and counted` },
  { value: "keep", label: msg`Kept, marked in a column` },
  { value: "soft", label: msg`Soft: a column holds the probability of the choice` },
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
