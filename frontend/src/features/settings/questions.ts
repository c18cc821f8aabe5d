import { i18n, type MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import type { Project } from "@/api/types";

export type Question = Project["questions"][number];

/** A question as it is being written. */
export interface Draft {
  /** Stays the same while the question is edited and moved. */
  key: number;
  label: string;
  name: string;
  /** True where the name follows the label, until somebody writes one. */
  isNameless: boolean;
  kind: Question["kind"];
  min: number;
  max: number;
  /** One option a line. */
  options: string;
  required: boolean;
  perResponse: boolean;
}

export const MOST_QUESTIONS = 20;

interface Kind {
  value: Question["kind"];
  label: MessageDescriptor;
  adding: MessageDescriptor;
}

export const KINDS: Kind[] = [
  { value: "scale", label: msg`Scale`, adding: msg`Add: scale` },
  { value: "choice", label: msg`Single choice`, adding: msg`Add: single choice` },
  { value: "text", label: msg`Free text`, adding: msg`Add: free text` },
];

/** What comparisons of summaries are usually asked, for each of the two. */
export const SUMMARY_AXES = [
  { name: "accuracy", label: msg`Accuracy` },
  { name: "coverage", label: msg`Coverage` },
  { name: "coherence", label: msg`Coherence` },
];

export const draftsOf = (questions: readonly Question[]): Draft[] =>
  questions.map((question, key) => ({
    key,
    label: question.label,
    name: question.name,
    isNameless: false,
    kind: question.kind,
    min: question.min ?? 1,
    max: question.max ?? 5,
    options: (question.options ?? []).join("\n"),
    required: question.required ?? false,
    perResponse: question.per_response ?? false,
  }));

/** The drafts with a new one at the end. */
export function withNew(
  drafts: readonly Draft[],
  kind: Question["kind"],
  given: Partial<Draft> = {},
): Draft[] {
  const key = Math.max(-1, ...drafts.map((draft) => draft.key)) + 1;
  const blank = { label: "", name: "", isNameless: true, min: 1, max: 5, options: "" };
  const draft = { key, kind, ...blank, required: false, perResponse: false, ...given };
  return [...drafts, named(draft, drafts)];
}

export const withSummaryAxes = (drafts: readonly Draft[]): Draft[] =>
  SUMMARY_AXES.reduce<Draft[]>(
    (all, { name, label }) =>
      withNew(all, "scale", { name, label: i18n._(label), max: 7, perResponse: true }),
    [...drafts],
  );

/** The drafts with one of them changed; its name follows a new label until it has its own. */
export function withChange(drafts: readonly Draft[], key: number, change: Partial<Draft>): Draft[] {
  const others = drafts.filter((draft) => draft.key !== key);
  return drafts.map((draft) =>
    draft.key === key ? named({ ...draft, ...change }, others) : draft,
  );
}

/** The drafts with one of them a place further up (-1) or down (1). */
export function withMove(drafts: readonly Draft[], key: number, by: 1 | -1): Draft[] {
  const from = drafts.findIndex((draft) => draft.key === key);
  const moved = drafts[from];
  const to = from + by;
  if (!moved || to < 0 || to >= drafts.length) return [...drafts];
  return drafts.filter((draft) => draft !== moved).toSpliced(to, 0, moved);
}

/** The questions as the server wants them: of each kind what it has, and nothing that is usual. */
export const questionsOf = (drafts: readonly Draft[]): Question[] =>
  drafts.map(({ label, name, kind, min, max, options, required, perResponse }) => ({
    name,
    label,
    kind,
    ...(kind === "scale" && { min, max }),
    ...(kind === "choice" && { options: linesOf(options) }),
    ...(required && { required }),
    ...(perResponse && { per_response: perResponse }),
  }));

const linesOf = (text: string) =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");

function named(draft: Draft, others: readonly Draft[]): Draft {
  if (!draft.isNameless) return draft;
  // A label in other letters than a to z gives no name: then the given one stays.
  const name = nameFrom(draft.label) || draft.name;
  const taken = new Set(others.map((other) => other.name));
  if (!taken.has(name) || name === "") return { ...draft, name };
  for (let number = 2; ; number += 1) {
    const another = `${name.slice(0, 37)}_${number}`;
    if (!taken.has(another)) return { ...draft, name: another };
  }
}

/** A name made of a label: "How clear is it?" becomes how_clear_is_it. */
export const nameFrom = (label: string) =>
  label
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^[^a-z]+/, "")
    .slice(0, 40)
    .replace(/_+$/, "");
