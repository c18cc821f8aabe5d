import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { useRows } from "@/api/pages";
import type { FoundPreference, Preference } from "@/api/types";
import { draftStore } from "@/shared/answers/drafts";
import { givenWith } from "@/shared/answers/given";
import { useSignedIn } from "@/shared/session/useMe";

/** One's own answers in a project, newest first. */
export const useOwnAnswers = (slug: string) =>
  useRows<FoundPreference>(["project", slug, "own-answers"], (cursor) =>
    unwrap(
      api.GET("/api/v1/projects/{slug}/preferences/", {
        params: { path: { slug }, query: { mine: true, cursor } },
      }),
    ),
  );

/**
 * Takes an answer back; its comparison is leased to us again and comes next, with what was said
 * beside the choice filled in.
 */
export function useUndo(slug: string) {
  const client = useQueryClient();
  const { username } = useSignedIn();
  return useMutation({
    mutationFn: async (answer: Preference) => {
      const path = { preference_id: answer.id };
      await unwrap(api.POST("/api/v1/preferences/{preference_id}/undo/", { params: { path } }));
      await draftStore(username, slug)
        .put(answer.comparison, givenWith(answer))
        .catch(() => undefined);
    },
    onSuccess: () => client.invalidateQueries({ queryKey: ["project", slug] }),
  });
}
