import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";

/** How often each attack fools each version, newest first; followed while it is being tried. */
export const attackSuiteQuery = (slug: string) =>
  queryOptions({
    queryKey: ["project", slug, "attack-suite"],
    queryFn: () =>
      unwrap(api.GET("/api/v1/projects/{slug}/attack-suite/", { params: { path: { slug } } })),
    refetchInterval: (query) => (query.state.data?.under_way ? 2_000 : 15_000),
  });
