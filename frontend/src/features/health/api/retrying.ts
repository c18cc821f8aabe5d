import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import type { Health } from "@/api/types";
import { healthQuery } from "@/shared/health/healthQuery";

type Failure = Health["failures"][number];

const ofJob = (job_id: number) =>
  unwrap(api.POST("/api/v1/jobs/{job_id}/retry/", { params: { path: { job_id } } }));

/** How work of a kind is asked for again by a person; what has no way is tried again by itself. */
const RETRIES: Record<string, (id: number) => Promise<unknown>> = {
  import: ofJob,
  export: ofJob,
  model: ofJob,
  training: (run_id) =>
    unwrap(api.POST("/api/v1/training-runs/{run_id}/retry/", { params: { path: { run_id } } })),
  promotion: (promotion_id) =>
    unwrap(
      api.POST("/api/v1/promotions/{promotion_id}/retry/", { params: { path: { promotion_id } } }),
    ),
  generation: (generation_id) =>
    unwrap(
      api.POST("/api/v1/generations/{generation_id}/retry/", {
        params: { path: { generation_id } },
      }),
    ),
  audit: (result_id) =>
    unwrap(
      api.POST("/api/v1/audit-results/{result_id}/retry/", { params: { path: { result_id } } }),
    ),
};

export const mayRetry = ({ kind, state }: Failure): boolean =>
  state === "failed" && kind in RETRIES;

export function useRetry(slug: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ kind, id }: Failure) => RETRIES[kind]?.(id) ?? Promise.resolve(),
    onSettled: () => client.invalidateQueries(healthQuery(slug)),
  });
}
