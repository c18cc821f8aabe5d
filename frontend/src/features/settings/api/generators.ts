import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import type { EndpointCreate, Generator, GeneratorChanges } from "@/api/types";

const generatorsKey = (slug: string) => ["project", slug, "generators"];

/** The project's generators; asked for again while one has something to write. */
export const useGenerators = (slug: string) =>
  useQuery({
    queryKey: generatorsKey(slug),
    queryFn: () =>
      unwrap(api.GET("/api/v1/projects/{slug}/generators/", { params: { path: { slug } } })),
    refetchInterval: (query) =>
      query.state.data?.some(({ pending }) => pending > 0) ? 3_000 : false,
  });

export interface Change {
  id: number;
  body: GeneratorChanges;
}

export function useGeneratorChanges(slug: string) {
  const client = useQueryClient();
  const settled = { onSuccess: () => client.invalidateQueries({ queryKey: generatorsKey(slug) }) };
  return {
    refresh: settled.onSuccess,
    add: useMutation({
      mutationFn: (body: EndpointCreate) =>
        unwrap(
          api.POST("/api/v1/projects/{slug}/generators/", { params: { path: { slug } }, body }),
        ),
      ...settled,
    }),
    change: useMutation({
      mutationFn: ({ id, body }: Change) =>
        unwrap(
          api.PATCH("/api/v1/generators/{generator_id}/", {
            params: { path: { generator_id: id } },
            body,
          }),
        ),
      ...settled,
    }),
    retry: useMutation({
      mutationFn: ({ id }: Pick<Generator, "id">) =>
        unwrap(
          api.POST("/api/v1/generators/{generator_id}/retry/", {
            params: { path: { generator_id: id } },
          }),
        ),
      ...settled,
    }),
  };
}

/** One call of a generator's model; what came back is an answer even where the call failed. */
export const useTest = (refresh: () => Promise<void>) =>
  useMutation({
    mutationFn: ({ id }: Pick<Generator, "id">) =>
      unwrap(
        api.POST("/api/v1/generators/{generator_id}/test/", {
          params: { path: { generator_id: id } },
        }),
      ),
    onSettled: refresh,
  });

export type Tested = NonNullable<ReturnType<typeof useTest>["data"]>;
export type GeneratorMutations = ReturnType<typeof useGeneratorChanges>;
