import type { Choices, Job } from "@/api/types";
import { isRecord } from "@/api/errors";
import { sentence } from "@/shared/lib/format";
import { listOf, numberAt, textAt } from "@/shared/lib/narrow";

export type Option = Choices["import_options"][number];
export type Values = Readonly<Record<string, unknown>>;

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
    const problem = textAt(entry, "message") ?? textAt(entry, "problem") ?? "";
    return line === null ? [] : [{ line, problem }];
  });
}

/** What may not be meant, in sentences of the server. */
export const warningsOf = (report: Job["report"]): string[] =>
  listOf(report.warnings).flatMap((entry) => textAt(entry, "message") ?? []);

/** Values of the options that are there and said something of. */
export function given(options: readonly Option[], values: Values): Record<string, unknown> {
  const said = options.flatMap(({ name, kind, default: usual }) => {
    const value = values[name] ?? usual;
    const isEmpty = value === null || value === "" || (kind === "truth" && value === false);
    return isEmpty ? [] : [[name, value] as const];
  });
  return Object.fromEntries(said);
}

const PART = 256 * 1024;
const WHOLE = 16 * 1024 * 1024;
// Parquet, ZIP and Arrow files cannot be read in parts: their first bytes.
const WHOLE_ONLY = [
  [0x50, 0x41, 0x52, 0x31],
  [0x50, 0x4b, 0x03, 0x04],
  [0x41, 0x52, 0x52, 0x4f],
  [0xff, 0xff, 0xff, 0xff],
];

/** As much of a file as shows what it is. */
export async function partOf(file: File): Promise<{ part: File; isPart: boolean }> {
  const start = new Uint8Array(await file.slice(0, 4).arrayBuffer());
  const isOne = WHOLE_ONLY.some((mark) => mark.every((byte, index) => start[index] === byte));
  const most = isOne && file.size <= WHOLE ? WHOLE : PART;
  if (file.size <= most) return { part: file, isPart: false };
  return { part: new File([file.slice(0, most)], file.name), isPart: true };
}

/** A mapping as the page edits it: roles, words for the choices, lists of columns. */
export type Mapping = Readonly<Record<string, unknown>>;

export const roleIn = (mapping: Mapping, role: string) => textAt(mapping, role);

/** The mapping with another value there; without it where the value is empty. */
export function withRole(mapping: Mapping, role: string, value: unknown): Mapping {
  const rest = Object.entries(mapping).filter(([name]) => name !== role);
  const isEmpty = value === null || value === "" || (Array.isArray(value) && value.length === 0);
  return Object.fromEntries(isEmpty ? rest : [...rest, [role, value]]);
}
