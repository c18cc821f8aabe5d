import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";

/** How workers and waiting work of a project are; its admins may ask. */
export const healthQuery = (slug: string) =>
  queryOptions({
    queryKey: ["project", slug, "health"],
    queryFn: () => unwrap(api.GET("/api/v1/health/", { params: { query: { project: slug } } })),
    refetchInterval: 10_000,
  });
