import type { DocumentCreate } from "@/api/types";

export type Unit = NonNullable<DocumentCreate["by"]>;
type Context = NonNullable<DocumentCreate["context_from"]>;

/** What was chosen in the form; an empty field leaves it to the project's settings. */
export interface Choices {
  by: Unit;
  context_from: Context;
  size: number | "";
  overlap: number | "";
  fan_out: number | "";
  max_levels: number | "";
}

export const NO_CHOICES: Choices = {
  by: "tokens",
  context_from: "text",
  size: "",
  overlap: "",
  fan_out: "",
  max_levels: "",
};

export const UNITS: { value: Unit; label: string; size: string; least: number }[] = [
  { value: "tokens", label: "Length in tokens", size: "Tokens in a part", least: 20 },
  { value: "characters", label: "Length in characters", size: "Characters in a part", least: 100 },
  { value: "paragraphs", label: "Paragraphs", size: "Paragraphs in a part", least: 1 },
  { value: "headings", label: "Headings", size: "Sections in a part", least: 1 },
];

export const CONTEXTS: { value: Context; label: string }[] = [
  { value: "text", label: "The last sentences before it" },
  { value: "summaries", label: "The settled summaries of the parts before it" },
  { value: "none", label: "Nothing" },
];

/** The options as the API takes them, without what was left open. */
export function splittingOf(choices: Choices): Omit<DocumentCreate, "title" | "text"> {
  const { by, context_from, size, overlap, fan_out, max_levels } = choices;
  return {
    by,
    context_from,
    ...(size !== "" && { size }),
    ...(overlap !== "" && { overlap }),
    ...(fan_out !== "" && { fan_out }),
    ...(max_levels !== "" && { max_levels }),
  };
}
