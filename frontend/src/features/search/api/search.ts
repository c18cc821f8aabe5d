import { api, unwrap } from "@/api/client";
import { useRows } from "@/api/pages";
import type { FoundComparison, FoundPreference, Prompt, StoredResponse } from "@/api/types";
import { queryOf, type Filters, type Kind } from "../model";

export interface Asked {
  slug: string;
  q: string;
  filters: Filters;
}

const key = ({ slug, q, filters }: Asked, kind: Kind) => [
  "project",
  slug,
  "search",
  kind,
  q,
  filters,
];
const params = ({ slug, q, filters }: Asked, cursor: string | undefined) => ({
  params: { path: { slug }, query: { ...queryOf(q, filters), cursor } },
});

export const usePrompts = (asked: Asked) =>
  useRows<Prompt>(key(asked, "prompts"), (cursor) =>
    unwrap(api.GET("/api/v1/projects/{slug}/prompts/", params(asked, cursor))),
  );

export const useResponses = (asked: Asked) =>
  useRows<StoredResponse>(key(asked, "responses"), (cursor) =>
    unwrap(api.GET("/api/v1/projects/{slug}/responses/", params(asked, cursor))),
  );

export const useComparisons = (asked: Asked) =>
  useRows<FoundComparison>(key(asked, "comparisons"), (cursor) =>
    unwrap(api.GET("/api/v1/projects/{slug}/comparisons/", params(asked, cursor))),
  );

export const usePreferences = (asked: Asked) =>
  useRows<FoundPreference>(key(asked, "preferences"), (cursor) =>
    unwrap(api.GET("/api/v1/projects/{slug}/preferences/", params(asked, cursor))),
  );
