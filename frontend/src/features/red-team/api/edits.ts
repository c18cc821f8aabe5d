import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import type { Message } from "@/api/types";

export interface Edit {
  prompt: string | Message[];
  response: string;
}

/** The live head's reward of a response; with sentences, also what each of them adds. */
export const editQuery = (slug: string, edit: Edit, sentences: boolean) =>
  queryOptions({
    queryKey: ["project", slug, "red-team", edit, sentences],
    queryFn: () =>
      unwrap(
        api.POST("/api/v1/projects/{slug}/red-team/score/", {
          params: { path: { slug } },
          body: { prompt: edit.prompt, response: edit.response, sentences },
        }),
      ),
    enabled: edit.prompt.length > 0 && edit.response.trim() !== "",
    placeholderData: keepPreviousData,
    staleTime: 10_000,
    retry: false,
  });

/** Prompts of the project to begin with, newest first. */
export const promptsToEditQuery = (slug: string) =>
  queryOptions({
    queryKey: ["project", slug, "red-team", "prompts"],
    queryFn: () =>
      unwrap(api.GET("/api/v1/projects/{slug}/prompts/", { params: { path: { slug } } })),
    staleTime: 60_000,
  });

export const responsesToEditQuery = (slug: string, prompt: number | null) =>
  queryOptions({
    queryKey: ["project", slug, "red-team", "responses", prompt],
    queryFn: () =>
      unwrap(
        api.GET("/api/v1/projects/{slug}/responses/", {
          params: { path: { slug }, query: { prompt: prompt ?? 0 } },
        }),
      ),
    enabled: prompt !== null,
  });
