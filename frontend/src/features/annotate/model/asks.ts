import { i18n } from "@lingui/core";
import { msg, t } from "@lingui/core/macro";
import type { AskedQuestion, PreferenceCreate, Served } from "@/api/types";

export type Value = string | number;

/** What was said beside the choice so far, by the field's id. */
export type Given = Readonly<Record<string, Value | undefined>>;

export interface Option {
  value: Value;
  label: string;
  /** The key that chooses it while the field has the focus. */
  key: string | null;
}

type Side = Served["shown"][number]["side"];

/** One thing to fill in: a question, or a question about one of the two responses. */
export interface Field {
  id: string;
  label: string;
  isRequired: boolean;
  /** Null where the answer is a text. */
  options: readonly Option[] | null;
  maxLength: number;
  /** Where the answer is stored; null for reason and confidence, which have their own places. */
  axis: { name: string; side: Side | null } | null;
}

const LONGEST_TEXT = 5_000;
const LONGEST_REASON = 20_000;
const CONFIDENCE = [msg`A guess`, msg`Unsure`, msg`Fairly sure`, msg`Sure`, msg`Certain`];

/** All that a comparison asks beside the choice, in the order of the page. */
export function fieldsOf({ asks, shown }: Pick<Served, "asks" | "shown">): Field[] {
  const fields = asks.questions.flatMap((question) =>
    question.per_response
      ? shown.map(({ side }, index) => axisField(question, { side, letter: index ? "B" : "A" }))
      : [axisField(question, null)],
  );
  const common = { maxLength: LONGEST_REASON, axis: null };
  if (asks.confidence) {
    const options = CONFIDENCE.map((label, index) => ({
      value: index / (CONFIDENCE.length - 1),
      label: i18n._(label),
      key: `${index + 1}`,
    }));
    fields.push({
      ...common,
      id: "confidence",
      label: t`How sure are you?`,
      isRequired: false,
      options,
    });
  }
  if (asks.rationale !== "off") {
    const isRequired = asks.rationale === "required";
    fields.push({ ...common, id: "rationale", label: t`Why?`, isRequired, options: null });
  }
  return fields;
}

function axisField(question: AskedQuestion, of: { side: Side; letter: string } | null): Field {
  const { name, label, required } = question;
  return {
    id: of ? `axes.${name}.${of.side}` : `axes.${name}`,
    label: of ? t`${label} (Response ${of.letter})` : label,
    isRequired: required,
    options: optionsOf(question),
    maxLength: LONGEST_TEXT,
    axis: { name, side: of?.side ?? null },
  };
}

function optionsOf({ kind, options, min, max }: AskedQuestion): Option[] | null {
  if (kind === "text") return null;
  if (kind === "choice") {
    return options.map((value, index) => ({ value, label: value, key: keyAt(index) }));
  }
  const least = min ?? 1;
  const most = max ?? 5;
  // A step is its own key where all steps are digits.
  const isDigits = least >= 0 && most <= 9;
  return Array.from({ length: most - least + 1 }, (_, index) => ({
    value: least + index,
    label: `${least + index}`,
    key: isDigits ? `${least + index}` : keyAt(index),
  }));
}

const keyAt = (index: number) => (index < 9 ? `${index + 1}` : null);

export function isGiven({ id }: Pick<Field, "id">, given: Given): boolean {
  const value = given[id];
  return typeof value === "string" ? value.trim() !== "" : value !== undefined;
}

/** What has to be said and was not. */
export const missingOf = (fields: readonly Field[], given: Given): Field[] =>
  fields.filter((field) => field.isRequired && !isGiven(field, given));

/** Where to go from a field, or from none: what is missing, else what is open, else what follows. */
export function nextField(
  fields: readonly Field[],
  given: Given,
  from: string | undefined,
): Field | undefined {
  const at = fields.findIndex(({ id }) => id === from);
  const others = [...fields.slice(at + 1), ...fields.slice(0, Math.max(at, 0))];
  const open = others.find((field) => !isGiven(field, given));
  return missingOf(others, given)[0] ?? open ?? others[0];
}

/** What was said, as the API wants it: nothing at all where nothing was said. */
export function bodyOf(
  fields: readonly Field[],
  given: Given,
): Pick<PreferenceCreate, "axes" | "rationale" | "confidence"> {
  const axes: Record<string, Value | Partial<Record<Side, Value>>> = {};
  for (const field of fields) {
    const value = given[field.id];
    if (!field.axis || value === undefined || !isGiven(field, given)) continue;
    const { name, side } = field.axis;
    const earlier = axes[name];
    axes[name] = side ? { ...(typeof earlier === "object" && earlier), [side]: value } : value;
  }
  const isAsked = (id: string) => fields.some((field) => field.id === id && isGiven(field, given));
  const { rationale, confidence } = given;
  return {
    ...(Object.keys(axes).length > 0 && { axes }),
    ...(isAsked("rationale") && typeof rationale === "string" && { rationale }),
    ...(isAsked("confidence") && typeof confidence === "number" && { confidence }),
  };
}

/** Says what is missing, in a line; the questions themselves are marked. */
export function missingText([first, ...others]: readonly Field[]): string {
  const label = first?.label ?? "";
  const more = others.length;
  return more > 0
    ? t`Not sent yet. Still to answer: ${label} and ${more} more`
    : t`Not sent yet. Still to answer: ${label}`;
}
