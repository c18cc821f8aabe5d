import { isRecord } from "@/api/errors";
import type { Preference } from "@/api/types";

export type Value = string | number;

/**
 * What was said beside a choice, by the field's id: "rationale", "confidence", "axes.NAME", or
 * "axes.NAME.a" and "axes.NAME.b" where each response has its own; "naive_ms" once a source that
 * was hidden is open: the time before that.
 */
export type Given = Readonly<Record<string, Value | undefined>>;

const isValue = (value: unknown): value is Value =>
  typeof value === "string" || typeof value === "number";

/** What was said beside the choice of a stored answer. */
export function givenWith({
  axes,
  rationale,
  confidence,
  naive_ms,
  source_ms,
}: Pick<Preference, "axes" | "rationale" | "confidence" | "naive_ms" | "source_ms">): Given {
  const given: Record<string, Value> = {};
  for (const [name, value] of Object.entries(isRecord(axes) ? axes : {})) {
    if (isValue(value)) given[`axes.${name}`] = value;
    for (const [side, own] of Object.entries(isRecord(value) ? value : {})) {
      if (isValue(own)) given[`axes.${name}.${side}`] = own;
    }
  }
  if (confidence !== null) given.confidence = confidence;
  if (rationale !== "") given.rationale = rationale;
  if (naive_ms !== null && source_ms !== null) given.naive_ms = naive_ms;
  return given;
}
