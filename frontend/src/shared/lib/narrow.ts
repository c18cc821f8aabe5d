import { isRecord } from "@/api/errors";

/** A number out of a loosely typed record, such as a version's metrics. */
export function numberAt(record: unknown, key: string): number | null {
  const value = isRecord(record) ? record[key] : null;
  return typeof value === "number" ? value : null;
}

export function textAt(record: unknown, key: string): string | null {
  const value = isRecord(record) ? record[key] : null;
  return typeof value === "string" ? value : null;
}

export const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
