import { api, unwrap } from "@/api/client";
import { useRows } from "@/api/pages";
import type { Comparison, Preference, Prompt, StoredResponse } from "@/api/types";

const key = (slug: string, kind: string, q: string) => ["project", slug, "search", kind, q];
const asked = (slug: string, q: string, cursor: string | undefined) => ({
  params: { path: { slug }, query: { cursor, ...(q ? { q } : {}) } },
});

export const usePrompts = (slug: string, q: string) =>
  useRows<Prompt>(key(slug, "prompts", q), (cursor) =>
    unwrap(api.GET("/api/v1/projects/{slug}/prompts/", asked(slug, q, cursor))),
  );

export const useResponses = (slug: string, q: string) =>
  useRows<StoredResponse>(key(slug, "responses", q), (cursor) =>
    unwrap(api.GET("/api/v1/projects/{slug}/responses/", asked(slug, q, cursor))),
  );

export const useComparisons = (slug: string, q: string) =>
  useRows<Comparison>(key(slug, "comparisons", q), (cursor) =>
    unwrap(api.GET("/api/v1/projects/{slug}/comparisons/", asked(slug, q, cursor))),
  );

export const usePreferences = (slug: string, q: string) =>
  useRows<Preference>(key(slug, "preferences", q), (cursor) =>
    unwrap(api.GET("/api/v1/projects/{slug}/preferences/", asked(slug, q, cursor))),
  );
