import type { Piece } from "@/api/types";

export const KINDS = [
  { value: "prompts", label: "Prompts" },
  { value: "responses", label: "Responses" },
  { value: "comparisons", label: "Comparisons" },
  { value: "preferences", label: "Answers" },
] as const;
export type Kind = (typeof KINDS)[number]["value"];

const YES_NO = [
  { value: "true", label: "Yes" },
  { value: "false", label: "No" },
] as const;
const STREAMS = [
  { value: "active", label: "Chosen by the acquisition rule" },
  { value: "random", label: "Drawn at random" },
  { value: "imported", label: "Imported" },
  { value: "gold", label: "Known answer" },
] as const;
const STATUSES = [
  { value: "open", label: "Open" },
  { value: "closed", label: "Closed" },
  { value: "flagged", label: "Flagged" },
] as const;
const SOURCES = [
  { value: "import", label: "Import" },
  { value: "extractive", label: "Built-in summariser" },
  { value: "endpoint", label: "Language model" },
] as const;
const CHOICES = [
  { value: "a", label: "A" },
  { value: "b", label: "B" },
  { value: "tie", label: "Tie" },
  { value: "withdrawn", label: "Withdrawn" },
] as const;

/** What lists can be narrowed to: a text, one of some choices, or a day. */
export const FIELDS = {
  domain: { label: "Domain" },
  compared: { label: "Compared", choices: YES_NO },
  generator: { label: "Generator" },
  kind: { label: "Kind of generator", choices: SOURCES },
  scored: { label: "Scored", choices: YES_NO },
  status: { label: "Status", choices: STATUSES },
  stream: { label: "Stream", choices: STREAMS },
  policy: { label: "Policy" },
  answered: { label: "Answered", choices: YES_NO },
  member: { label: "Answered by" },
  annotator: { label: "Answered by" },
  choice: { label: "Choice", choices: CHOICES },
  imported: { label: "Imported", choices: YES_NO },
  since: { label: "From", day: true },
  until: { label: "To", day: true },
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
    "policy",
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
    "policy",
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
  const { domain, generator, policy, member, annotator } = filters;
  return {
    q: q || undefined,
    domain,
    generator,
    policy,
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
