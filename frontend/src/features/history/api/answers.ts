import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { useRows } from "@/api/pages";
import type { Preference } from "@/api/types";

/** One's own answers in a project, newest first. */
export const useOwnAnswers = (slug: string) =>
  useRows<Preference>(["project", slug, "own-answers"], (cursor) =>
    unwrap(
      api.GET("/api/v1/projects/{slug}/preferences/", {
        params: { path: { slug }, query: { mine: true, cursor } },
      }),
    ),
  );

/** Takes an answer back; its comparison is leased to us again and comes next. */
export function useUndo(slug: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: Preference["id"]) =>
      unwrap(
        api.POST("/api/v1/preferences/{preference_id}/undo/", {
          params: { path: { preference_id: id } },
        }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: ["project", slug] }),
  });
}
