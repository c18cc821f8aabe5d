import { api, unwrap } from "@/api/client";
import { useRows } from "@/api/pages";
import type { Imported } from "@/api/types";

/** Files that were brought in, newest first. */
export const useImports = (slug: string) =>
  useRows<Imported>(["project", slug, "imports"], (cursor) =>
    unwrap(
      api.GET("/api/v1/projects/{slug}/imports/", {
        params: { path: { slug }, query: { cursor } },
      }),
    ),
  );
