import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { isRecord } from "@/api/errors";
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

type Questions = Project["questions"];

const isQuestion = (value: unknown): value is Questions[number] =>
  isRecord(value) && ["name", "label", "kind"].every((key) => typeof value[key] === "string");

/** The questions that the text stands for; null where it stands for none. The server looks closer. */
export function parseQuestions(text: string): Questions | null {
  let value: unknown;
  try {
    value = JSON.parse(text || "[]");
  } catch {
    return null;
  }
  return Array.isArray(value) && value.every(isQuestion) ? value : null;
}
