import { isRecord, toApiError } from "@/api/errors";

/** The text of a form's field, as typed. */
export function fieldOf(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === "string" ? value : "";
}

/** What an error of the API says of one field; nothing where it says nothing of it. */
export function messageAt(error: unknown, field: string): string | undefined {
  if (!error) return undefined;
  const { fields } = toApiError(error).details;
  const said = isRecord(fields) ? fields[field] : undefined;
  return Array.isArray(said) ? said.map(String).join(" ") : undefined;
}
