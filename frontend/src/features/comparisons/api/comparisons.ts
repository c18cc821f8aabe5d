import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { useRows } from "@/api/pages";
import type { Comparison } from "@/api/types";

export type Status = Comparison["status"];

/** Which comparisons a list shows. */
export interface Filter {
  status?: Status;
  stream?: Comparison["stream"];
}

export const useComparisons = (slug: string, filter: Filter) =>
  useRows<Comparison>(["project", slug, "comparisons", filter], (cursor) =>
    unwrap(
      api.GET("/api/v1/projects/{slug}/comparisons/", {
        params: { path: { slug }, query: { ...filter, cursor } },
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

/** Makes the pair one whose answer is known, or (with null) asks it no more. */
export function useGold(slug: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, expected }: { id: number; expected: Answer | null }) => {
      const params = { path: { comparison_id: id } };
      return expected === null
        ? unwrap(api.DELETE("/api/v1/comparisons/{comparison_id}/gold/", { params }))
        : unwrap(
            api.POST("/api/v1/comparisons/{comparison_id}/gold/", { params, body: { expected } }),
          );
    },
    onSuccess: () => client.invalidateQueries({ queryKey: ["project", slug] }),
  });
}

export type Answer = "a" | "b" | "tie";
