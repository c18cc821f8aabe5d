import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { useRows } from "@/api/pages";
import type { ModelVersion, Promotion } from "@/api/types";

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

export const usePromotions = (slug: string) =>
  useRows<Promotion>(
    ["project", slug, "promotions"],
    (cursor) =>
      unwrap(
        api.GET("/api/v1/projects/{slug}/promotions/", {
          params: { path: { slug }, query: { cursor } },
        }),
      ),
    { refetchWhile: (rows) => (rows.some(({ state }) => state === "queued") ? 1_000 : 5_000) },
  );

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
