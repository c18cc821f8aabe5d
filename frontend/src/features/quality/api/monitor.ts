import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { useRows } from "@/api/pages";
import type { MonitorRound, MonitorRoundCreate } from "@/api/types";
import { isUnderWay } from "@/shared/work/states";

const key = (slug: string) => ["project", slug, "monitor-rounds"];

/** The project's rounds, asked for each second while one is being drawn. */
export const useRounds = (slug: string) =>
  useRows<MonitorRound>(
    key(slug),
    (cursor) =>
      unwrap(
        api.GET("/api/v1/projects/{slug}/monitor-rounds/", {
          params: { path: { slug }, query: { cursor } },
        }),
      ),
    { refetchWhile: (rounds) => (rounds.some(isUnderWay) ? 1_000 : false) },
  );

export const useRoundFigures = (slug: string, { id, answered }: MonitorRound) =>
  useQuery({
    queryKey: [...key(slug), id, "figures", answered],
    queryFn: () =>
      unwrap(
        api.GET("/api/v1/monitor-rounds/{round_id}/figures/", {
          params: { path: { round_id: id } },
        }),
      ),
    staleTime: 60_000,
  });

export function useStartRound(slug: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: MonitorRoundCreate) =>
      unwrap(
        api.POST("/api/v1/projects/{slug}/monitor-rounds/", { params: { path: { slug } }, body }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: key(slug) }),
  });
}

export function useCloseRound(slug: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: number) =>
      unwrap(
        api.POST("/api/v1/monitor-rounds/{round_id}/close/", {
          params: { path: { round_id: id } },
        }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: key(slug) }),
  });
}
