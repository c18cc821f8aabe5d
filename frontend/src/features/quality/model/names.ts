import type { Agreement, Rater } from "@/api/types";
import { sentence } from "@/shared/lib/format";

type Way = Agreement["slices"][number]["by"];

const WAYS: Record<Way, string> = {
  stream: "Stream",
  policy: "Policy",
  domain: "Domain",
  depth: "Depth in the tree",
  time: "Time",
};

export const wayName = (way: Way) => WAYS[way];

/** The name a person reads for one value of a way of splitting. */
export function valueName(way: Way, value: string): string {
  if (way === "stream" || way === "policy") return sentence(value);
  if (way === "depth") return value === "0" ? "Leaves" : `Height ${value}`;
  return value;
}

/** The ways that there is anything to split by, in a fixed order, time left out. */
export function waysIn(slices: { by: Way }[]): Way[] {
  const ways: Way[] = ["domain", "depth", "stream", "policy"];
  return ways.filter((way) => slices.some(({ by }) => by === way));
}

export const ANOMALIES: Record<Rater["anomalies"][number], { name: string; why: string }> = {
  too_fast: {
    name: "Too fast",
    why: "More than a fifth of the answers came before both responses can have been read.",
  },
  one_side: {
    name: "One side",
    why: "Chooses what stands on one side in more than 70 % of answers.",
  },
  contradicts_self: {
    name: "Contradicts self",
    why: "Asked about the same texts again, answered otherwise more than a quarter of the time.",
  },
  unreliable: {
    name: "Unreliable",
    why: "Less than half as reliable as the typical rater, by the model's likelihood.",
  },
};
