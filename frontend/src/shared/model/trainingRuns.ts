import type { QueryClient } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { useRows } from "@/api/pages";
import type { TrainingRun } from "@/api/types";
import { isUnderWay } from "@/shared/work/states";

export const runsKey = (slug: string) => ["project", slug, "training-runs"];

/** The project's runs, newest first; asked for each second while one is under way. */
export const useTrainingRuns = (slug: string) =>
  useRows<TrainingRun>(
    runsKey(slug),
    (cursor) =>
      unwrap(
        api.GET("/api/v1/projects/{slug}/training-runs/", {
          params: { path: { slug }, query: { cursor } },
        }),
      ),
    { refetchWhile: (runs) => (runs.some(isUnderWay) ? 1_000 : 15_000) },
  );

export const refreshRuns = (client: QueryClient, slug: string) =>
  client.invalidateQueries({ queryKey: runsKey(slug) });
