import { useQuery } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";

/** Evaluation sets with every version's figures, newest version first. */
export const useEvaluationSets = (slug: string) =>
  useQuery({
    queryKey: ["project", slug, "evaluation-sets"],
    queryFn: () =>
      unwrap(api.GET("/api/v1/projects/{slug}/evaluation-sets/", { params: { path: { slug } } })),
    refetchInterval: 10_000,
  });
