import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import type { RetrainPolicy } from "@/api/types";
import { refreshRuns, runsKey } from "@/shared/model/trainingRuns";
import { useDeeds } from "@/shared/work/useDeeds";

export function useRetrain(slug: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () =>
      unwrap(api.POST("/api/v1/projects/{slug}/training-runs/", { params: { path: { slug } } })),
    onSuccess: () => refreshRuns(client, slug),
  });
}

export const useRunDeeds = (slug: string) =>
  useDeeds(runsKey(slug), {
    cancel: (id) =>
      unwrap(
        api.POST("/api/v1/training-runs/{run_id}/cancel/", { params: { path: { run_id: id } } }),
      ),
    retry: (id) =>
      unwrap(
        api.POST("/api/v1/training-runs/{run_id}/retry/", { params: { path: { run_id: id } } }),
      ),
  });

const policyKey = (slug: string) => ["project", slug, "retrain-policy"];

export const useRetrainPolicy = (slug: string) =>
  useQuery({
    queryKey: policyKey(slug),
    queryFn: () =>
      unwrap(api.GET("/api/v1/projects/{slug}/retrain-policy/", { params: { path: { slug } } })),
  });

export function useSaveRetrainPolicy(slug: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: RetrainPolicy) =>
      unwrap(
        api.PATCH("/api/v1/projects/{slug}/retrain-policy/", { params: { path: { slug } }, body }),
      ),
    onSuccess: (policy) => client.setQueryData(policyKey(slug), policy),
  });
}
