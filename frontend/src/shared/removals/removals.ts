import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { useRows } from "@/api/pages";
import type { Removal, RemovalCreate, RemovalTarget } from "@/api/types";

const removalsKey = (slug: string) => ["project", slug, "removals"];

const isUnderWay = ({ state }: Removal) => state === "queued" || state === "running";

/** The project's removals, newest first; asked for each second while one is under way. */
export const useRemovals = (slug: string) =>
  useRows<Removal>(
    removalsKey(slug),
    (cursor) =>
      unwrap(
        api.GET("/api/v1/projects/{slug}/removals/", {
          params: { path: { slug }, query: { cursor } },
        }),
      ),
    { refetchWhile: (removals) => (removals.some(isUnderWay) ? 1_000 : false) },
  );

/** What would go; asked for anew whenever the question is put. */
export const usePreview = (slug: string, target: RemovalTarget, enabled: boolean) =>
  useQuery({
    queryKey: ["project", slug, "removal-preview", target],
    queryFn: () =>
      unwrap(
        api.POST("/api/v1/projects/{slug}/removals/preview/", {
          params: { path: { slug } },
          body: target,
        }),
      ),
    enabled,
    gcTime: 0,
    staleTime: 0,
  });

export function useRemove(slug: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: RemovalCreate) =>
      unwrap(api.POST("/api/v1/projects/{slug}/removals/", { params: { path: { slug } }, body })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["project", slug] }),
  });
}
