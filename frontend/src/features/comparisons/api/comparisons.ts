import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { useRows } from "@/api/pages";
import type { Comparison } from "@/api/types";

export type Status = Comparison["status"];

export const useComparisons = (slug: string, status: Status) =>
  useRows<Comparison>(["project", slug, "comparisons", status], (cursor) =>
    unwrap(
      api.GET("/api/v1/projects/{slug}/comparisons/", {
        params: { path: { slug }, query: { status, cursor } },
      }),
    ),
  );

/** One comparison by its id: a list of one, or of none. */
export const useComparison = (slug: string, id: number) =>
  useRows<Comparison>(["project", slug, "comparisons", "id", id], (cursor) =>
    unwrap(
      api.GET("/api/v1/projects/{slug}/comparisons/", {
        params: { path: { slug }, query: { id, cursor } },
      }),
    ),
  );

/** Settles a flag: ask people again, or close the comparison. */
export function useResolve(slug: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, how }: { id: number; how: "reopen" | "dismiss" }) => {
      const params = { path: { comparison_id: id } };
      return how === "reopen"
        ? unwrap(api.POST("/api/v1/comparisons/{comparison_id}/reopen/", { params }))
        : unwrap(api.POST("/api/v1/comparisons/{comparison_id}/dismiss/", { params }));
    },
    onSuccess: () => client.invalidateQueries({ queryKey: ["project", slug] }),
  });
}
