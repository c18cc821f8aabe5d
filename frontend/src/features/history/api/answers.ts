import { api, unwrap } from "@/api/client";
import { useRows } from "@/api/pages";
import type { FoundPreference } from "@/api/types";

/** One's own answers in a project, newest first. */
export const useOwnAnswers = (slug: string) =>
  useRows<FoundPreference>(["project", slug, "own-answers"], (cursor) =>
    unwrap(
      api.GET("/api/v1/projects/{slug}/preferences/", {
        params: { path: { slug }, query: { mine: true, cursor } },
      }),
    ),
  );
