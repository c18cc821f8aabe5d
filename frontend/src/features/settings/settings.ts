import type { MessageDescriptor } from "@lingui/core";
import { msg, t } from "@lingui/core/macro";

/** The settings that are numbers, each with what it does; the form is made from these. */
export interface NumberSetting {
  name: NumberName;
  label: MessageDescriptor;
  explanation: MessageDescriptor;
  min: number;
  max?: number;
  /** Shares are stored as 0..1 and shown in per cent. */
  isShare?: boolean;
  /** May be left empty. */
  isOptional?: boolean;
}

type NumberName =
  | "overlap"
  | "random_overlap"
  | "agreement_share"
  | "agreement_overlap"
  | "gold_rate"
  | "qualification_items"
  | "qualification_pass"
  | "daily_quota"
  | "quota"
  | "lease_minutes"
  | "queue_size"
  | "random_share"
  | "settle_answers"
  | "settle_probability"
  | "open_documents"
  | "leaf_tokens"
  | "summary_tokens"
  | "fan_out";

export interface SettingGroup {
  title: MessageDescriptor;
  hint: MessageDescriptor;
  settings: NumberSetting[];
}

export const GROUPS: SettingGroup[] = [
  {
    title: msg`Queue`,
    hint: msg`Which comparisons are asked, and how often.`,
    settings: [
      {
        name: "random_share",
        label: msg`Random share (%)`,
        explanation: msg`The share of the queue that is drawn at random. Accuracy is measured on this share alone.`,
        min: 0,
        max: 100,
        isShare: true,
      },
      {
        name: "overlap",
        label: msg`Answers for each comparison`,
        explanation: msg`How many different people answer each comparison before it closes.`,
        min: 1,
        max: 25,
      },
      {
        name: "lease_minutes",
        label: msg`Lease (minutes)`,
        explanation: msg`A comparison without an answer goes back to the queue after this time.`,
        min: 1,
        max: 1440,
      },
      {
        name: "queue_size",
        label: msg`Queue size`,
        explanation: msg`How many open comparisons are kept ready and valued by the model.`,
        min: 2,
        max: 5000,
      },
    ],
  },
  {
    title: msg`People`,
    hint: msg`How many people answer each comparison, and how many answers each person gives.`,
    settings: [
      {
        name: "random_overlap",
        label: msg`Answers in the random share`,
        explanation: msg`How many people answer each comparison of the random share; empty: as many as for the others.`,
        min: 1,
        max: 25,
        isOptional: true,
      },
      {
        name: "agreement_share",
        label: msg`Agreement share (%)`,
        explanation: msg`The share of new comparisons that several people answer, to see how far they agree.`,
        min: 0,
        max: 100,
        isShare: true,
      },
      {
        name: "agreement_overlap",
        label: msg`Answers to measure agreement`,
        explanation: msg`How many people answer each of those.`,
        min: 2,
        max: 25,
      },
      {
        name: "quota",
        label: msg`Answers of one person`,
        explanation: msg`The most one person may give in all; empty: no limit. A member may have another limit.`,
        min: 1,
        isOptional: true,
      },
      {
        name: "daily_quota",
        label: msg`Answers of one person a day`,
        explanation: msg`The most one person may give from midnight to midnight, UTC; empty: no limit.`,
        min: 1,
        isOptional: true,
      },
    ],
  },
  {
    title: msg`Known answers`,
    hint: msg`Comparisons whose answer is known are mixed in. Make them on the Comparisons page.`,
    settings: [
      {
        name: "gold_rate",
        label: msg`Known answers mixed in (%)`,
        explanation: msg`How often one is asked instead of another comparison. Nobody can tell them apart.`,
        min: 0,
        max: 50,
        isShare: true,
      },
      {
        name: "qualification_items",
        label: msg`Trial comparisons`,
        explanation: msg`How many come before the real work; 0: none.`,
        min: 0,
        max: 100,
      },
      {
        name: "qualification_pass",
        label: msg`Pass mark (%)`,
        explanation: msg`The share of them that must be answered as expected.`,
        min: 0,
        max: 100,
        isShare: true,
      },
    ],
  },
  {
    title: msg`Trees`,
    hint: msg`How documents are split, and when a part is done.`,
    settings: [
      {
        name: "settle_answers",
        label: msg`Answers to settle`,
        explanation: msg`A part settles only after at least this many answers.`,
        min: 1,
        max: 1000,
      },
      {
        name: "settle_probability",
        label: msg`Probability to settle (%)`,
        explanation: msg`It also needs its best response to win with at least this probability.`,
        min: 0,
        max: 100,
        isShare: true,
      },
      {
        name: "open_documents",
        label: msg`Documents at a time`,
        explanation: msg`How many documents are worked on at once; the others wait.`,
        min: 1,
        max: 1000,
      },
      {
        name: "leaf_tokens",
        label: msg`Tokens in a leaf`,
        explanation: msg`Documents added from now on are split into parts of at most this length.`,
        min: 20,
        max: 4000,
      },
      {
        name: "summary_tokens",
        label: msg`Tokens in a summary`,
        explanation: msg`Generated summaries are at most this long.`,
        min: 10,
        max: 1000,
      },
      {
        name: "fan_out",
        label: msg`Children of a node`,
        explanation: msg`How many settled parts make the source of one part on the next level.`,
        min: 2,
        max: 20,
      },
    ],
  },
];

export const shown = ({ isShare }: NumberSetting, value: number | null) =>
  value === null ? "" : isShare ? Math.round(value * 1_000) / 10 : value;

export const stored = ({ isShare }: NumberSetting, value: number) =>
  isShare ? Math.round(value * 10) / 1_000 : value;

/** Why what was typed cannot be saved; null where it can. */
export function problemWith(setting: NumberSetting, typed: string | number): string | null {
  const { min, max, isOptional, isShare } = setting;
  if (typed === "") return isOptional ? null : t`A number is needed.`;
  const value = Number(typed);
  if (!Number.isFinite(value) || (!isShare && !Number.isInteger(value)))
    return t`A number is needed.`;
  if (value >= min && (max === undefined || value <= max)) return null;
  return max === undefined ? t`At least ${min}.` : t`From ${min} to ${max}.`;
}
