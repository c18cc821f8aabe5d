import { i18n, type MessageDescriptor } from "@lingui/core";
import { msg, t } from "@lingui/core/macro";
import type { Agreement, Leaderboard, Rater } from "@/api/types";
import { sentence } from "@/shared/lib/format";

type Way = Agreement["slices"][number]["by"];

const WAYS: Record<Way, MessageDescriptor> = {
  policy: msg`Acquisition rule`,
  stream: msg`Stream`,
  acquisition_rule: msg`Acquisition rule`,
  domain: msg`Domain`,
  depth: msg`Depth in the tree`,
  time: msg`Time`,
};

export const wayName = (way: Way) => i18n._(WAYS[way]);

/** A generator, and which state of its model. */
export const nameOf = ({ generator, checkpoint }: Leaderboard["generators"][number]) =>
  checkpoint ? t`${generator}, ${checkpoint}` : generator;

const STREAMS: Record<string, MessageDescriptor> = {
  active: msg`Active`,
  random: msg`Random share`,
  imported: msg`Imported`,
  gold: msg`Gold`,
};

function streamName(stream: string): string {
  const name = STREAMS[stream];
  return name ? i18n._(name) : sentence(stream);
}

/** The name a person reads for one value of a way of splitting. */
export function valueName(way: Way, value: string, ruleName = sentence): string {
  if (way === "acquisition_rule") return ruleName(value);
  if (way === "stream") return streamName(value);
  if (way === "depth") return value === "0" ? t`Leaves` : t`Height ${value}`;
  return value;
}

/** The ways that there is anything to split by, in a fixed order, time left out. */
export function waysIn(slices: { by: Way }[]): Way[] {
  const ways: Way[] = ["domain", "depth", "stream", "acquisition_rule"];
  return ways.filter((way) => slices.some(({ by }) => by === way));
}

export const ANOMALIES: Record<
  Rater["anomalies"][number],
  { name: MessageDescriptor; why: MessageDescriptor }
> = {
  too_fast: {
    name: msg`Too fast`,
    why: msg`More than a fifth of the answers came before both responses can have been read.`,
  },
  one_side: {
    name: msg`One side`,
    why: msg`Chooses the same side in more than 70 % of answers.`,
  },
  contradicts_self: {
    name: msg`Contradicts self`,
    why: msg`Gave a different answer to the same texts more than a quarter of the time.`,
  },
  unreliable: {
    name: msg`Unreliable`,
    why: msg`Less than half as reliable as the typical rater, by the model's likelihood.`,
  },
};
