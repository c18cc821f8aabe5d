import type { MessageDescriptor } from "@lingui/core";
import { msg, plural, t } from "@lingui/core/macro";
import type { Plan, PlanCreate } from "@/api/types";
import { count } from "@/shared/lib/format";

export const WHICH: { value: Plan["which"]; label: MessageDescriptor }[] = [
  { value: "without_responses", label: msg`Prompts without responses` },
  { value: "all", label: msg`All prompts` },
];

export const WHEN: { value: Plan["when"]; label: MessageDescriptor }[] = [
  { value: "now", label: msg`Now, once` },
  { value: "hours", label: msg`Every so many hours` },
  { value: "checkpoint", label: msg`When a model has a new checkpoint` },
  { value: "low", label: msg`When few comparisons of these prompts are open` },
];

/** What the form holds: numbers as typed, empty where nothing is said. */
export interface Draft {
  name: string;
  which: Plan["which"];
  q: string;
  domain: string;
  mostPrompts: number | string;
  sources: string[];
  samples: number | string;
  temperature: number | string;
  topP: number | string;
  maxTokens: number | string;
  maxCalls: number | string;
  when: Plan["when"];
  everyHours: number | string;
  lowBelow: number | string;
}

export const EMPTY: Draft = {
  name: "",
  which: "without_responses",
  q: "",
  domain: "",
  mostPrompts: "",
  sources: [],
  samples: 2,
  temperature: "",
  topP: "",
  maxTokens: 512,
  maxCalls: "",
  when: "now",
  everyHours: 24,
  lowBelow: 20,
};

const numberOr = <T>(value: number | string, otherwise: T): number | T =>
  value === "" ? otherwise : Number(value);

/** A generator, or one checkpoint of it, as one word. */
export const sourceKey = (generator: number, checkpoint?: number) =>
  checkpoint === undefined ? String(generator) : `${generator}@${checkpoint}`;

function sourceOf(key: string): PlanCreate["sources"][number] {
  const [generator = "", checkpoint] = key.split("@");
  return { generator: Number(generator), checkpoint: checkpoint ? Number(checkpoint) : null };
}

/** Which prompts the draft is about. */
export const askedOf = ({ which, q, domain, mostPrompts }: Draft) => ({
  which,
  filters: { q: q.trim(), domain: domain.trim() },
  most_prompts: numberOr(mostPrompts, null),
});

export const planOf = (draft: Draft): PlanCreate => ({
  ...askedOf(draft),
  name: draft.name.trim(),
  sources: draft.sources.map(sourceOf),
  samples: numberOr(draft.samples, 1),
  temperature: numberOr(draft.temperature, null),
  top_p: numberOr(draft.topP, null),
  max_tokens: numberOr(draft.maxTokens, 512),
  max_calls: numberOr(draft.maxCalls, null),
  when: draft.when,
  every_hours: draft.when === "hours" ? numberOr(draft.everyHours, null) : null,
  low_below: draft.when === "low" ? numberOr(draft.lowBelow, null) : null,
});

/** When its rounds begin, in words. */
export function timesOf({ when, every_hours, low_below }: Plan): string {
  if (when === "hours")
    return plural(every_hours ?? 1, { one: "every hour", other: "every # hours" });
  if (when === "checkpoint") return t`with each new checkpoint`;
  if (when === "low")
    return plural(low_below ?? 1, {
      one: "when no comparison is open",
      other: "when fewer than # comparisons are open",
    });
  return t`once`;
}

/** The share of what was asked for that has ended. */
export function shareDone({ progress: { waiting, done, failed, cancelled } }: Plan): number {
  const all = waiting + done + failed + cancelled;
  return all === 0 ? 0 : (all - waiting) / all;
}

export const callsOf = ({ calls, max_calls }: Plan) =>
  max_calls == null ? t`${count(calls)} calls` : t`${count(calls)} of ${count(max_calls)} calls`;
