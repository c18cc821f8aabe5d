import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { useRows } from "@/api/pages";
import type { ModelVersion, Promotion } from "@/api/types";
import { isUnderWay } from "@/shared/work/states";
import { useDeeds } from "@/shared/work/useDeeds";

/** The project's versions, newest first. */
export const useVersions = (slug: string) =>
  useRows<ModelVersion>(
    ["project", slug, "model-versions"],
    (cursor) =>
      unwrap(
        api.GET("/api/v1/projects/{slug}/model-versions/", {
          params: { path: { slug }, query: { cursor } },
        }),
      ),
    { refetchWhile: () => 5_000 },
  );

const promotionsKey = (slug: string) => ["project", slug, "promotions"];

export const usePromotions = (slug: string) =>
  useRows<Promotion>(
    promotionsKey(slug),
    (cursor) =>
      unwrap(
        api.GET("/api/v1/projects/{slug}/promotions/", {
          params: { path: { slug }, query: { cursor } },
        }),
      ),
    { refetchWhile: (rows) => (rows.some(isUnderWay) ? 1_000 : 5_000) },
  );

export const usePromotionDeeds = (slug: string) =>
  useDeeds(promotionsKey(slug), {
    cancel: (id) =>
      unwrap(
        api.POST("/api/v1/promotions/{promotion_id}/cancel/", {
          params: { path: { promotion_id: id } },
        }),
      ),
    retry: (id) =>
      unwrap(
        api.POST("/api/v1/promotions/{promotion_id}/retry/", {
          params: { path: { promotion_id: id } },
        }),
      ),
  });

/** Makes a version the live one; for an older one that is the rollback. */
export function usePromote(slug: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: number) =>
      unwrap(
        api.POST("/api/v1/model-versions/{version_id}/promote/", {
          params: { path: { version_id: id } },
        }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: ["project", slug] }),
  });
}

/** Takes a version away as a folder; the job that makes it, followed to its end. */
export function useModelExport(id: number) {
  const ask = useMutation({
    mutationFn: () =>
      unwrap(
        api.POST("/api/v1/model-versions/{version_id}/export/", {
          params: { path: { version_id: id } },
          body: {},
        }),
      ),
  });
  const asked = ask.data?.id;
  const { data: job } = useQuery({
    queryKey: ["job", asked],
    queryFn: () =>
      unwrap(api.GET("/api/v1/jobs/{job_id}/", { params: { path: { job_id: asked ?? 0 } } })),
    enabled: asked !== undefined,
    refetchInterval: ({ state }) => (state.data && !isUnderWay(state.data) ? false : 1_000),
  });
  return { ask, job };
}
