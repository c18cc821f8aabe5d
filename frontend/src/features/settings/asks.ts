import type { Project } from "@/api/types";

export const SCALES: { value: Project["strength_steps"]; label: string }[] = [
  { value: 0, label: "Not asked" },
  { value: 3, label: "3 steps: left, tie, right" },
  { value: 5, label: "5 steps: two strengths a side" },
  { value: 7, label: "7 steps: three strengths a side" },
  { value: 9, label: "9 steps: four strengths a side" },
];

export const RATIONALES: { value: Project["ask_rationale"]; label: string }[] = [
  { value: "off", label: "Not asked" },
  { value: "optional", label: "May be given" },
  { value: "required", label: "Has to be given" },
];
