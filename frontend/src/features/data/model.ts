import type { ExportCreate, ImportCreate, Job } from "@/api/types";
import { isRecord } from "@/api/errors";
import { sentence } from "@/shared/lib/format";
import { listOf, numberAt, textAt } from "@/shared/lib/narrow";

export const IMPORT_FORMATS: { value: ImportCreate["format"]; label: string }[] = [
  { value: "hh-rlhf", label: "HH-RLHF JSONL: chosen, rejected (gzipped or not)" },
];

export const EXPORT_FORMATS: { value: ExportCreate["format"]; label: string }[] = [
  { value: "trl", label: "TRL JSONL: prompt, chosen, rejected as text" },
  { value: "trl-conversational", label: "TRL JSONL, conversational: as lists of messages" },
];

/** The counts of a job's report, named for people. */
export function countsOf(report: Job["report"]): { name: string; value: number }[] {
  if (!isRecord(report)) return [];
  return Object.keys(report).flatMap((key) => {
    const value = numberAt(report, key);
    return value === null ? [] : [{ name: sentence(key), value }];
  });
}

export interface BadLine {
  line: number;
  problem: string;
}

/** The lines that could not be read; of a refused file, the error's details list them. */
export function badLinesOf({ report, error }: Pick<Job, "report" | "error">): BadLine[] {
  return [...listOf(report.lines), ...listOf(error?.details.lines)].flatMap((entry) => {
    const line = numberAt(entry, "line");
    return line === null ? [] : [{ line, problem: textAt(entry, "problem") ?? "" }];
  });
}
