import { useMutation, useQueryClient } from "@tanstack/react-query";
import { answered, api, unwrap } from "@/api/client";
import { useRows } from "@/api/pages";
import type { BulkInvitations, Invitation, InvitationCreate } from "@/api/types";

const key = (slug: string) => ["project", slug, "invitations"];

export const useInvitations = (slug: string) =>
  useRows<Invitation>(key(slug), (cursor) =>
    unwrap(
      api.GET("/api/v1/projects/{slug}/invitations/", {
        params: { path: { slug }, query: { cursor } },
      }),
    ),
  );

export function useInvitationChanges(slug: string) {
  const client = useQueryClient();
  const onSuccess = () => client.invalidateQueries({ queryKey: key(slug) });
  const path = { slug };
  const invite = useMutation({
    mutationFn: (body: InvitationCreate) =>
      unwrap(api.POST("/api/v1/projects/{slug}/invitations/", { params: { path }, body })),
    onSuccess,
  });
  const inviteMany = useMutation({
    mutationFn: (body: BulkInvitations) =>
      unwrap(api.POST("/api/v1/projects/{slug}/bulk-invitations/", { params: { path }, body })),
    onSuccess,
  });
  const withdraw = useMutation({
    mutationFn: (invitation_id: number) =>
      answered(
        api.DELETE("/api/v1/projects/{slug}/invitations/{invitation_id}/", {
          params: { path: { slug, invitation_id } },
        }),
      ),
    onSuccess,
  });
  return { invite, inviteMany, withdraw };
}

export const usePasswordLink = (slug: string) =>
  useMutation({
    mutationFn: (username: string) =>
      unwrap(
        api.POST("/api/v1/projects/{slug}/members/{username}/password-link/", {
          params: { path: { slug, username } },
        }),
      ),
  });
