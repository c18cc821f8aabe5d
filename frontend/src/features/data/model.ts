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
  { value: "prompts-responses", label: msg`Prompts and responses, not compared yet` },
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
    label: msg`Selected by reward: the best share, to draw from uniformly`,
  },
  { value: "threshold", label: msg`Selected by reward: above a threshold of known precision` },
  { value: "boltzmann", label: msg`Selected by reward: all, with Boltzmann weights` },
  {
    value: "quality-conditioned",
    label: msg`Selected by reward: all, with a control token by quality`,
  },
];

/** An option in numbers; what is left empty is as the server has it. */
export interface NumberOption {
  name: "best_of" | "quantile" | "precision" | "temperature" | "levels" | "pessimism";
  label: MessageDescriptor;
  description: MessageDescriptor;
  initial: number | "";
  step: number;
}

/** Formats of responses, each with its own option; options that say how answers are taken mean
 *  nothing for them. */
const SELECTING: Partial<Record<ExportCreate["format"], NumberOption>> = {
  "best-of-n": {
    name: "best_of",
    label: msg`n`,
    description: msg`The best of this many responses to each prompt; of all where it is left empty.`,
    initial: "",
    step: 1,
  },
  "top-quantile": {
    name: "quantile",
    label: msg`Quantile`,
    description: msg`The part of each prompt’s responses that is kept, above 0 and at most 1.`,
    initial: 0.25,
    step: 0.05,
  },
  threshold: {
    name: "precision",
    label: msg`Precision`,
    description: msg`The share of those kept that people would prefer, between 0 and 1.`,
    initial: 0.8,
    step: 0.05,
  },
  boltzmann: {
    name: "temperature",
    label: msg`Temperature`,
    description: msg`In units of reward: the lower, the more the best responses weigh.`,
    initial: 1,
    step: 0.1,
  },
  "quality-conditioned": {
    name: "levels",
    label: msg`Levels of quality`,
    description: msg`How many control tokens there are; <|quality_1|> is the worst.`,
    initial: 5,
    step: 1,
  },
};
const PESSIMISM: NumberOption = {
  name: "pessimism",
  label: msg`Pessimism`,
  description: msg`Ranks by this many standard deviations below the reward.`,
  initial: 0,
  step: 0.5,
};
export const selectionOptions = (format: ExportCreate["format"]): NumberOption[] | null => {
  const own = SELECTING[format];
  return own ? [own, PESSIMISM] : null;
};

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
