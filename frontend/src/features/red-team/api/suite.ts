import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { attackSuiteQuery } from "@/shared/model/attackSuite";
import { projectQuery } from "@/shared/project/useProject";

/** Has the live version tried anew. */
export function useTryAgain(slug: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () =>
      unwrap(api.POST("/api/v1/projects/{slug}/attack-suite/", { params: { path: { slug } } })),
    onSuccess: (found) => {
      client.setQueryData(attackSuiteQuery(slug).queryKey, found);
    },
  });
}

/** What each attack may succeed in at most, where it is said. */
export type Gate = Record<string, number>;

export function useSaveGate(slug: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (attack_gate: Gate) =>
      unwrap(
        api.PATCH("/api/v1/projects/{slug}/", {
          params: { path: { slug } },
          body: { attack_gate },
        }),
      ),
    onSuccess: (project) => {
      client.setQueryData(projectQuery(slug).queryKey, project);
      return client.invalidateQueries(attackSuiteQuery(slug));
    },
  });
}
