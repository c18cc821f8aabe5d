import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import type { Project } from "@/api/types";

export const SCALES: { value: Project["strength_steps"]; label: MessageDescriptor }[] = [
  { value: 0, label: msg`Not asked` },
  { value: 3, label: msg`3 steps: left, tie, right` },
  { value: 5, label: msg`5 steps: two strengths a side` },
  { value: 7, label: msg`7 steps: three strengths a side` },
  { value: 9, label: msg`9 steps: four strengths a side` },
];

export const RATIONALES: { value: Project["ask_rationale"]; label: MessageDescriptor }[] = [
  { value: "off", label: msg`Not asked` },
  { value: "optional", label: msg`May be given` },
  { value: "required", label: msg`Has to be given` },
];

export const NAIVE_READS: { value: Project["naive_read"]; label: MessageDescriptor }[] = [
  { value: "off", label: msg`The source is shown from the start` },
  { value: "optional", label: msg`Hidden at first; it may be opened` },
  { value: "required", label: msg`Hidden at first; it has to be opened before answering` },
];
