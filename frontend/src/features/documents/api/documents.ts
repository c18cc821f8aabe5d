import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { useRows } from "@/api/pages";
import type { Document } from "@/api/types";

const listKey = (slug: string) => ["project", slug, "documents"];

export const useDocuments = (slug: string) =>
  useRows<Document>(listKey(slug), (cursor) =>
    unwrap(
      api.GET("/api/v1/projects/{slug}/documents/", {
        params: { path: { slug }, query: { cursor } },
      }),
    ),
  );

export function useAddDocument(slug: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { title: string; text: string }) =>
      unwrap(api.POST("/api/v1/projects/{slug}/documents/", { params: { path: { slug } }, body })),
    onSuccess: () => client.invalidateQueries({ queryKey: listKey(slug) }),
  });
}

export const useDocument = (id: number) =>
  useQuery({
    queryKey: ["document", id],
    queryFn: () =>
      unwrap(
        api.GET("/api/v1/documents/{document_id}/", { params: { path: { document_id: id } } }),
      ),
    refetchInterval: 10_000,
  });

export const useNode = (id: number) =>
  useQuery({
    queryKey: ["node", id],
    queryFn: () =>
      unwrap(api.GET("/api/v1/nodes/{node_id}/", { params: { path: { node_id: id } } })),
  });
