import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
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

export const UNITS: {
  value: Unit;
  label: MessageDescriptor;
  size: MessageDescriptor;
  least: number;
}[] = [
  { value: "tokens", label: msg`Length in tokens`, size: msg`Tokens in a part`, least: 20 },
  {
    value: "characters",
    label: msg`Length in characters`,
    size: msg`Characters in a part`,
    least: 100,
  },
  { value: "paragraphs", label: msg`Paragraphs`, size: msg`Paragraphs in a part`, least: 1 },
  { value: "headings", label: msg`Headings`, size: msg`Sections in a part`, least: 1 },
];

export const CONTEXTS: { value: Context; label: MessageDescriptor }[] = [
  { value: "text", label: msg`The last sentences before it` },
  { value: "summaries", label: msg`The settled summaries of the parts before it` },
  { value: "none", label: msg`Nothing` },
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
