import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";

/** What the figures of raters say of oneself. */
export const ownFiguresQuery = (slug: string) =>
  queryOptions({
    queryKey: ["project", slug, "metrics", "raters", "own"],
    queryFn: () =>
      unwrap(
        api.GET("/api/v1/projects/{slug}/metrics/raters/", {
          params: { path: { slug }, query: { mine: true } },
        }),
      ),
  });
