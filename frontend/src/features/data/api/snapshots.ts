import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { useRows } from "@/api/pages";
import type { Snapshot } from "@/api/types";

const snapshotsKey = (slug: string) => ["project", slug, "snapshots"];

/** Datasets that were exported, newest first. */
export const useSnapshots = (slug: string) =>
  useRows<Snapshot>(snapshotsKey(slug), (cursor) =>
    unwrap(
      api.GET("/api/v1/projects/{slug}/snapshots/", {
        params: { path: { slug }, query: { cursor } },
      }),
    ),
  );

export function useWithdraw(slug: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, reason }: { id: number; reason: string }) =>
      unwrap(
        api.POST("/api/v1/snapshots/{snapshot_id}/withdraw/", {
          params: { path: { snapshot_id: id } },
          body: { reason },
        }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: snapshotsKey(slug) }),
  });
}
