import { useQuery } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";

/** What paying for length gains best-of-n, as the last refit measured it. */
export const useLengthWorth = (slug: string) =>
  useQuery({
    queryKey: ["project", slug, "metrics", "length"],
    queryFn: () =>
      unwrap(api.GET("/api/v1/projects/{slug}/metrics/length/", { params: { path: { slug } } })),
    refetchInterval: 10_000,
  });
