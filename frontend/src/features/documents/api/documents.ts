import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { useRows } from "@/api/pages";
import type { Document, DocumentCreate } from "@/api/types";
import { useDeeds } from "@/shared/work/useDeeds";

/** How often a document that is being read is looked at, in milliseconds. */
const READING = 2_000;

const listKey = (slug: string) => ["project", slug, "documents"];

export const useDocuments = (slug: string) =>
  useRows<Document>(
    listKey(slug),
    (cursor) =>
      unwrap(
        api.GET("/api/v1/projects/{slug}/documents/", {
          params: { path: { slug }, query: { cursor } },
        }),
      ),
    { refetchWhile: (rows) => rows.some(({ state }) => state === "reading") && READING },
  );

type Splitting = Omit<DocumentCreate, "title" | "text">;

export interface NewDocument extends Splitting {
  title: string;
  /** The text itself, or a file that it stands in. */
  source: string | File;
}

export function useAddDocument(slug: string) {
  const client = useQueryClient();
  const params = { path: { slug } };
  return useMutation({
    mutationFn: ({ source, title, ...splitting }: NewDocument) =>
      typeof source === "string"
        ? unwrap(
            api.POST("/api/v1/projects/{slug}/documents/", {
              params,
              body: { ...splitting, title, text: source },
            }),
          )
        : unwrap(
            api.POST("/api/v1/projects/{slug}/documents/upload/", {
              params,
              // The schema knows a file only as a string; the form carries the real one.
              body: { file: source.name },
              bodySerializer: () => formOf({ ...splitting, title, file: source }),
            }),
          ),
    onSuccess: () => client.invalidateQueries({ queryKey: listKey(slug) }),
  });
}

function formOf(fields: Splitting & { title: string; file: File }): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    if (value instanceof File) form.append(name, value);
    else if (value !== null && value !== "") form.append(name, String(value));
  }
  return form;
}

export const useDocument = (id: number) =>
  useQuery({
    queryKey: ["document", id],
    queryFn: () =>
      unwrap(
        api.GET("/api/v1/documents/{document_id}/", { params: { path: { document_id: id } } }),
      ),
    refetchInterval: ({ state }) => (state.data?.state === "reading" ? READING : 10_000),
  });

/** The text of a document, which never changes; it may be long. */
export const useDocumentText = (id: number) =>
  useQuery({
    queryKey: ["document", id, "text"],
    queryFn: () =>
      unwrap(
        api.GET("/api/v1/documents/{document_id}/text/", { params: { path: { document_id: id } } }),
      ),
    staleTime: Infinity,
  });

export const useNode = (id: number) =>
  useQuery({
    queryKey: ["node", id],
    queryFn: () =>
      unwrap(api.GET("/api/v1/nodes/{node_id}/", { params: { path: { node_id: id } } })),
  });

/** What a response's sentences were made from; it never changes. */
export const useProvenance = (response: number) =>
  useQuery({
    queryKey: ["provenance", response],
    queryFn: () =>
      unwrap(
        api.GET("/api/v1/responses/{response_id}/provenance/", {
          params: { path: { response_id: response } },
        }),
      ),
    staleTime: 60_000,
  });

export const useGenerationDeeds = (node: number) =>
  useDeeds(["node", node], {
    cancel: (id) =>
      unwrap(
        api.POST("/api/v1/generations/{generation_id}/cancel/", {
          params: { path: { generation_id: id } },
        }),
      ),
    retry: (id) =>
      unwrap(
        api.POST("/api/v1/generations/{generation_id}/retry/", {
          params: { path: { generation_id: id } },
        }),
      ),
  });
