import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, answered, unwrap } from "@/api/client";
import type { ImportMapping, ImportPreview } from "@/api/types";
import { partOf, type Mapping } from "../model";

export interface Looked {
  file: File;
  format?: string;
  mapping?: Mapping;
  container?: unknown;
  encoding?: unknown;
}

/** A form's fields, objects as JSON; what is undefined stays out. */
export function formOf(fields: Readonly<Record<string, unknown>>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    if (value instanceof File) form.append(name, value);
    else if (typeof value === "string") form.append(name, value);
    else if (value !== undefined && value !== null) form.append(name, JSON.stringify(value));
  }
  return form;
}

/** What a file is, by its first part. Nothing is stored. */
export const useLook = (slug: string) =>
  useMutation({
    mutationFn: async ({ file, ...said }: Looked): Promise<ImportPreview> => {
      const { part, isPart } = await partOf(file);
      return unwrap(
        api.POST("/api/v1/projects/{slug}/imports/preview/", {
          params: { path: { slug } },
          // The schema knows a file only as a string; the form carries the real one.
          body: { file: file.name },
          bodySerializer: () => formOf({ file: part, is_part: isPart, ...said }),
        }),
      );
    },
  });

const mappingsKey = (slug: string) => ["project", slug, "import-mappings"];

/** Mappings that the project keeps. */
export const useMappings = (slug: string) =>
  useQuery({
    queryKey: mappingsKey(slug),
    queryFn: () =>
      unwrap(api.GET("/api/v1/projects/{slug}/import-mappings/", { params: { path: { slug } } })),
  }).data;

export function useSaveMapping(slug: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ name, mapping }: { name: string; mapping: Mapping }): Promise<ImportMapping> =>
      unwrap(
        api.POST("/api/v1/projects/{slug}/import-mappings/", {
          params: { path: { slug } },
          body: { name, mapping },
        }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: mappingsKey(slug) }),
  });
}

export function useDeleteMapping(slug: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: number) =>
      answered(
        api.DELETE("/api/v1/import-mappings/{mapping_id}/", {
          params: { path: { mapping_id: id } },
        }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: mappingsKey(slug) }),
  });
}
