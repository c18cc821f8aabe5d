import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { useRows } from "@/api/pages";
import type { ExportCreate, ImportCreate, Job } from "@/api/types";
import { isUnderWay } from "@/shared/work/states";
import { useDeeds } from "@/shared/work/useDeeds";
import { formOf } from "./preview";

const jobsKey = (slug: string) => ["project", slug, "jobs"];

/** The project's jobs, newest first; asked for each second while one is under way. */
export const useJobs = (slug: string) =>
  useRows<Job>(
    jobsKey(slug),
    (cursor) =>
      unwrap(
        api.GET("/api/v1/projects/{slug}/jobs/", { params: { path: { slug }, query: { cursor } } }),
      ),
    { refetchWhile: (jobs) => (jobs.some(isUnderWay) ? 1_000 : false) },
  );

export const useJobDeeds = (slug: string) =>
  useDeeds(jobsKey(slug), {
    cancel: (id) =>
      unwrap(api.POST("/api/v1/jobs/{job_id}/cancel/", { params: { path: { job_id: id } } })),
    retry: (id) =>
      unwrap(api.POST("/api/v1/jobs/{job_id}/retry/", { params: { path: { job_id: id } } })),
  });

/** A file with its format and the options that the server lists. */
export type Upload = Readonly<{ file: File; format: string } & Record<string, unknown>>;

export function useImport(slug: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ file, format, ...options }: Upload) =>
      unwrap(
        api.POST("/api/v1/projects/{slug}/imports/", {
          params: { path: { slug } },
          // The schema knows a file only as a string; the form carries the real one.
          body: { file: file.name, format: format as ImportCreate["format"] },
          bodySerializer: () => formOf({ file, format, ...options }),
        }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: jobsKey(slug) }),
  });
}

export function useExport(slug: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (asked: Readonly<{ format: string } & Record<string, unknown>>) =>
      unwrap(
        api.POST("/api/v1/projects/{slug}/exports/", {
          params: { path: { slug } },
          // Formats and options are those of the server's own list.
          body: asked as unknown as ExportCreate,
        }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: jobsKey(slug) }),
  });
}

/** Has every response scored by the live head, which formats that select by reward need. */
export function useScoreResponses(slug: string) {
  return useMutation({
    mutationFn: () =>
      unwrap(
        api.POST("/api/v1/projects/{slug}/reward/responses/", {
          params: { path: { slug } },
        }),
      ),
  });
}
