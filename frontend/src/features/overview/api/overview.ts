import { useQuery } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { progressQuery } from "@/shared/project/progressQuery";

export const useProgress = (slug: string) =>
  useQuery({ ...progressQuery(slug), refetchInterval: 10_000 });

export const useAccuracy = (slug: string) =>
  useQuery({
    queryKey: ["project", slug, "accuracy"],
    queryFn: () =>
      unwrap(api.GET("/api/v1/projects/{slug}/metrics/accuracy/", { params: { path: { slug } } })),
    refetchInterval: 15_000,
  });
