import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";

/** The live head moves with every answer, so it is asked for again and again. */
export const liveHeadQuery = (slug: string) =>
  queryOptions({
    queryKey: ["project", slug, "live-head"],
    queryFn: () =>
      unwrap(api.GET("/api/v1/projects/{slug}/live-head/", { params: { path: { slug } } })),
    refetchInterval: 3_000,
  });
