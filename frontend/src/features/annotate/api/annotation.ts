import { answered, api, unwrap } from "@/api/client";
import type { Answered, Passages, Passed, PreferenceCreate, Served, Undone } from "@/api/types";

/** The next comparison, or why there is none. */
export interface Turn {
  served: Served | null;
  reason: string | null;
  retryAt: string | null;
}

const asking = (id: number) => ({ params: { path: { comparison_id: id }, query: { next: true } } });

export async function fetchNext(slug: string): Promise<Turn> {
  const { data, response } = await answered(
    api.POST("/api/v1/projects/{slug}/next/", { params: { path: { slug } } }),
  );
  return {
    served: response.status === 204 ? null : (data ?? null),
    reason: response.headers.get("X-Queue-Reason"),
    retryAt: response.headers.get("X-Queue-Retry-At"),
  };
}

export const sendAnswer = (comparison: number, body: PreferenceCreate): Promise<Answered> =>
  unwrap(
    api.POST("/api/v1/comparisons/{comparison_id}/preferences/", { ...asking(comparison), body }),
  );

export const skipComparison = (comparison: number, reason: string): Promise<Passed> =>
  unwrap(
    api.POST("/api/v1/comparisons/{comparison_id}/skip/", {
      ...asking(comparison),
      body: reason ? { reason } : {},
    }),
  );

export const flagComparison = (comparison: number, reason: string): Promise<Passed> =>
  unwrap(
    api.POST("/api/v1/comparisons/{comparison_id}/flag/", {
      ...asking(comparison),
      body: { reason },
    }),
  );

/** Which passages of the source the sentences of both responses are most like. */
export const fetchPassages = (comparison: number): Promise<Passages> =>
  unwrap(
    api.GET("/api/v1/comparisons/{comparison_id}/passages/", {
      params: { path: { comparison_id: comparison } },
    }),
  );

export const undoPreference = (preference: number): Promise<Undone> =>
  unwrap(
    api.POST("/api/v1/preferences/{preference_id}/undo/", {
      params: { path: { preference_id: preference } },
    }),
  );
