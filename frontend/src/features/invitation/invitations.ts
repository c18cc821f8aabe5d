import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { meQuery } from "@/shared/session/useMe";

/** What the invitation of a link is to. */
export const useOpenInvitation = (token: string) =>
  useQuery({
    queryKey: ["invitation", token],
    queryFn: () => unwrap(api.POST("/api/v1/invitations/open/", { body: { token } })),
    retry: false,
    staleTime: Infinity,
  });

export interface NewAccount {
  username: string;
  name: string;
  password: string;
}

/** Joins: with a new account, or with that of whoever is signed in. */
export function useAccept(token: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (account: NewAccount | null) =>
      unwrap(api.POST("/api/v1/invitations/accept/", { body: { token, ...account } })),
    onSuccess: () => client.invalidateQueries({ queryKey: meQuery.queryKey }),
  });
}
