import {
  keepPreviousData,
  useMutation,
  useQueries,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import type { Checkpoint, Generator, Plan, PlanChanges, PlanCreate } from "@/api/types";

const key = (slug: string) => ["project", slug, "generation-plans"];

/** The project's plans, newest first; asked for again while one is being written for. */
export const usePlans = (slug: string) =>
  useQuery({
    queryKey: key(slug),
    queryFn: () =>
      unwrap(api.GET("/api/v1/projects/{slug}/generation-plans/", { params: { path: { slug } } })),
    refetchInterval: (query) =>
      query.state.data?.some(({ progress }) => progress.waiting > 0) ? 2_000 : 15_000,
  });

/** The language models that a plan may have write. */
export const useModels = (slug: string) =>
  useQuery({
    queryKey: ["project", slug, "generators"],
    queryFn: () =>
      unwrap(api.GET("/api/v1/projects/{slug}/generators/", { params: { path: { slug } } })),
    select: (generators: readonly Generator[]) =>
      generators.filter(({ kind, enabled }) => kind === "endpoint" && enabled),
  });

/** Each model's checkpoints, newest first. */
export const useCheckpoints = (models: readonly Generator[]): Map<number, readonly Checkpoint[]> =>
  useQueries({
    queries: models.map(({ id }) => ({
      queryKey: ["generator", id, "checkpoints"],
      queryFn: () =>
        unwrap(
          api.GET("/api/v1/generators/{generator_id}/checkpoints/", {
            params: { path: { generator_id: id } },
          }),
        ),
    })),
    combine: (found) => new Map(found.map(({ data }, i) => [models[i]?.id ?? 0, data ?? []])),
  });

type Asked = Pick<PlanCreate, "which" | "filters" | "most_prompts">;

/** How many prompts a round of such a plan would ask about now. */
export const usePreview = (slug: string, asked: Asked) =>
  useQuery({
    queryKey: [...key(slug), "preview", asked],
    queryFn: () =>
      unwrap(
        api.POST("/api/v1/projects/{slug}/generation-plans/preview/", {
          params: { path: { slug } },
          body: asked,
        }),
      ),
    placeholderData: keepPreviousData,
  });

export function usePlanChanges(slug: string) {
  const client = useQueryClient();
  const settled = { onSuccess: () => client.invalidateQueries({ queryKey: key(slug) }) };
  const at = ({ id }: Pick<Plan, "id">) => ({ params: { path: { plan_id: id } } });
  return {
    add: useMutation({
      mutationFn: (body: PlanCreate) =>
        unwrap(
          api.POST("/api/v1/projects/{slug}/generation-plans/", {
            params: { path: { slug } },
            body,
          }),
        ),
      ...settled,
    }),
    change: useMutation({
      mutationFn: ({ id, body }: { id: number; body: PlanChanges }) =>
        unwrap(api.PATCH("/api/v1/generation-plans/{plan_id}/", { ...at({ id }), body })),
      ...settled,
    }),
    begin: useMutation({
      mutationFn: (plan: Pick<Plan, "id">) =>
        unwrap(api.POST("/api/v1/generation-plans/{plan_id}/begin/", at(plan))),
      ...settled,
    }),
    cancel: useMutation({
      mutationFn: (plan: Pick<Plan, "id">) =>
        unwrap(api.POST("/api/v1/generation-plans/{plan_id}/cancel/", at(plan))),
      ...settled,
    }),
    retry: useMutation({
      mutationFn: (plan: Pick<Plan, "id">) =>
        unwrap(api.POST("/api/v1/generation-plans/{plan_id}/retry/", at(plan))),
      ...settled,
    }),
  };
}

export type PlanMutations = ReturnType<typeof usePlanChanges>;
