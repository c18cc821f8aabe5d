import { api, unwrap } from "@/api/client";
import { useRows } from "@/api/pages";
import type { AuditEntry } from "@/api/types";

export interface AuditSearch {
  text: string;
  action: string;
  person: string;
}

/** What of the search is asked for: empty fields are not. */
export const given = (search: AuditSearch) =>
  Object.fromEntries(Object.entries(search).filter(([, value]) => value !== ""));

export const useAuditLog = (slug: string, search: AuditSearch) =>
  useRows<AuditEntry>(["project", slug, "audit-log", search], (cursor) =>
    unwrap(
      api.GET("/api/v1/projects/{slug}/audit-log/", {
        params: { path: { slug }, query: { ...given(search), cursor } },
      }),
    ),
  );

/** The address of the file with all that the search finds. */
export const exportAddress = (slug: string, search: AuditSearch, container: "csv" | "jsonl") =>
  `/api/v1/projects/${slug}/audit-log/export/?${new URLSearchParams({
    ...given(search),
    container,
  }).toString()}`;
