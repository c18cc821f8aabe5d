import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";

export const progressQuery = (slug: string) =>
  queryOptions({
    queryKey: ["project", slug, "progress"],
    queryFn: () =>
      unwrap(api.GET("/api/v1/projects/{slug}/progress/", { params: { path: { slug } } })),
  });
