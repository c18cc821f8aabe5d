import { useMutation, useQueryClient } from "@tanstack/react-query";
import { answered, api, unwrap } from "@/api/client";
import { useRows } from "@/api/pages";
import type { Token } from "@/api/types";

const key = ["tokens"];

export const useTokens = () =>
  useRows<Token>(key, (cursor) =>
    unwrap(api.GET("/api/v1/tokens/", { params: { query: { cursor } } })),
  );

export function useCreateToken() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { name: string; days: number }) =>
      unwrap(api.POST("/api/v1/tokens/", { body })),
    onSuccess: () => client.invalidateQueries({ queryKey: key }),
  });
}

export function useRevokeToken() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: Token["id"]) =>
      answered(api.DELETE("/api/v1/tokens/{token_id}/", { params: { path: { token_id: id } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: key }),
  });
}
