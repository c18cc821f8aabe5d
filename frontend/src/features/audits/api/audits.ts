import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { useRows } from "@/api/pages";
import type { Audit } from "@/api/types";
import { isUnderWay } from "@/shared/work/states";
import { useDeeds } from "@/shared/work/useDeeds";

const key = (slug: string) => ["project", slug, "audits"];
const isWaiting = ({ results }: Audit) => results.some(isUnderWay);

/** The project's audits with their results, asked for each second while one is waited for. */
export const useAudits = (slug: string) =>
  useRows<Audit>(
    key(slug),
    (cursor) =>
      unwrap(
        api.GET("/api/v1/projects/{slug}/audits/", {
          params: { path: { slug }, query: { cursor } },
        }),
      ),
    { refetchWhile: (audits) => (audits.some(isWaiting) ? 1_000 : false) },
  );

export function useNewAudit(slug: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ name, file }: { name: string; file: File }) =>
      unwrap(
        api.POST("/api/v1/projects/{slug}/audits/", {
          params: { path: { slug } },
          // The schema knows a file only as a string; the form carries the real one.
          body: { name, file: file.name },
          bodySerializer: () => {
            const form = new FormData();
            form.append("name", name);
            form.append("file", file);
            return form;
          },
        }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: key(slug) }),
  });
}

/** Asks the live head again. */
export function useAskAgain(slug: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: number) =>
      unwrap(api.POST("/api/v1/audits/{audit_id}/", { params: { path: { audit_id: id } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: key(slug) }),
  });
}

export const useResultDeeds = (slug: string) =>
  useDeeds(key(slug), {
    cancel: (id) =>
      unwrap(
        api.POST("/api/v1/audit-results/{result_id}/cancel/", {
          params: { path: { result_id: id } },
        }),
      ),
    retry: (id) =>
      unwrap(
        api.POST("/api/v1/audit-results/{result_id}/retry/", {
          params: { path: { result_id: id } },
        }),
      ),
  });
