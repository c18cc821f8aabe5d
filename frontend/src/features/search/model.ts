import { msg } from "@lingui/core/macro";
import type { Piece } from "@/api/types";

export const KINDS = [
  { value: "prompts", label: msg`Prompts` },
  { value: "responses", label: msg`Responses` },
  { value: "comparisons", label: msg`Comparisons` },
  { value: "preferences", label: msg`Answers` },
] as const;
export type Kind = (typeof KINDS)[number]["value"];

const YES_NO = [
  { value: "true", label: msg`Yes` },
  { value: "false", label: msg`No` },
] as const;
const STREAMS = [
  { value: "active", label: msg`Chosen by the acquisition rule` },
  { value: "random", label: msg`Random share` },
  { value: "imported", label: msg`Imported` },
  { value: "gold", label: msg`Known answer` },
  { value: "monitor", label: msg`Monitor round` },
] as const;
const STATUSES = [
  { value: "open", label: msg`Open` },
  { value: "closed", label: msg`Closed` },
  { value: "flagged", label: msg`Flagged` },
] as const;
const SOURCES = [
  { value: "import", label: msg`Import` },
  { value: "extractive", label: msg`Built-in summariser` },
  { value: "endpoint", label: msg`Language model` },
] as const;
const CHOICES = [
  { value: "a", label: msg`A` },
  { value: "b", label: msg`B` },
  { value: "tie", label: msg`Tie` },
  { value: "withdrawn", label: msg`Withdrawn` },
] as const;

/** What lists can be narrowed to: a text, one of some choices, or a day. */
export const FIELDS = {
  domain: { label: msg`Domain` },
  compared: { label: msg`Compared`, choices: YES_NO },
  generator: { label: msg`Generator` },
  kind: { label: msg`Kind of generator`, choices: SOURCES },
  scored: { label: msg`Scored`, choices: YES_NO },
  status: { label: msg`Status`, choices: STATUSES },
  stream: { label: msg`Stream`, choices: STREAMS },
  acquisition_rule: { label: msg`Acquisition rule` },
  answered: { label: msg`Answered`, choices: YES_NO },
  member: { label: msg`Answered by` },
  annotator: { label: msg`Answered by` },
  choice: { label: msg`Choice`, choices: CHOICES },
  imported: { label: msg`Imported`, choices: YES_NO },
  since: { label: msg`From`, day: true },
  until: { label: msg`To`, day: true },
} as const;
export type FieldName = keyof typeof FIELDS;
export type Filters = Partial<Record<FieldName, string>>;

const OF_KIND: Record<Kind, FieldName[]> = {
  prompts: ["domain", "compared", "since", "until"],
  responses: ["domain", "generator", "kind", "scored", "since", "until"],
  comparisons: [
    "domain",
    "status",
    "stream",
    "acquisition_rule",
    "generator",
    "answered",
    "member",
    "since",
    "until",
  ],
  preferences: [
    "domain",
    "choice",
    "annotator",
    "imported",
    "stream",
    "acquisition_rule",
    "generator",
    "since",
    "until",
  ],
};
export const fieldsOf = (kind: Kind): FieldName[] => OF_KIND[kind];

/** The filters of a list that the address of the page names. */
export function filtersIn(params: URLSearchParams, kind: Kind): Filters {
  const filters: Filters = {};
  for (const name of fieldsOf(kind)) {
    const value = params.get(name);
    if (value) filters[name] = value;
  }
  return filters;
}

/** What a list is asked with. Days are those of this place, both included. */
export function queryOf(q: string, filters: Filters) {
  const { domain, generator, acquisition_rule, member, annotator } = filters;
  return {
    q: q || undefined,
    domain,
    generator,
    acquisition_rule,
    member,
    annotator,
    compared: truth(filters.compared),
    scored: truth(filters.scored),
    answered: truth(filters.answered),
    imported: truth(filters.imported),
    kind: known(SOURCES, filters.kind),
    status: known(STATUSES, filters.status),
    stream: known(STREAMS, filters.stream),
    choice: known(CHOICES, filters.choice),
    since: startOf(filters.since, 0),
    until: startOf(filters.until, 1),
  };
}

const truth = (value: string | undefined) => (value ? value === "true" : undefined);

const known = <T extends string>(
  choices: readonly { value: T }[],
  value: string | undefined,
): T | undefined => choices.find((choice) => choice.value === value)?.value;

/** The moment at which a day begins, some days later. */
function startOf(day: string | undefined, later: number): string | undefined {
  const moment = new Date(`${day ?? ""}T00:00`);
  if (Number.isNaN(moment.getTime())) return undefined;
  moment.setDate(moment.getDate() + later);
  return moment.toISOString();
}

/** The pieces of one text of a hit. */
export const piecesOf = (snippets: { of: string; pieces: Piece[] }[], of: string) =>
  snippets.find((snippet) => snippet.of === of)?.pieces;
