import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, answered, unwrap } from "@/api/client";
import { useRows } from "@/api/pages";
import type { Member, MemberCreate, Role } from "@/api/types";

const membersKey = (slug: string) => ["project", slug, "members"];

export const useMembers = (slug: string) =>
  useRows<Member>(membersKey(slug), (cursor) =>
    unwrap(
      api.GET("/api/v1/projects/{slug}/members/", {
        params: { path: { slug }, query: { cursor } },
      }),
    ),
  );

export function useMemberChanges(slug: string) {
  const client = useQueryClient();
  const onSuccess = () => client.invalidateQueries({ queryKey: membersKey(slug) });
  const add = useMutation({
    mutationFn: (body: MemberCreate) =>
      unwrap(api.POST("/api/v1/projects/{slug}/members/", { params: { path: { slug } }, body })),
    onSuccess,
  });
  const change = useMutation({
    mutationFn: ({ username, role }: { username: string; role: Role }) =>
      unwrap(
        api.PATCH("/api/v1/projects/{slug}/members/{username}/", {
          params: { path: { slug, username } },
          body: { role },
        }),
      ),
    onSuccess,
  });
  const remove = useMutation({
    mutationFn: (username: string) =>
      answered(
        api.DELETE("/api/v1/projects/{slug}/members/{username}/", {
          params: { path: { slug, username } },
        }),
      ),
    onSuccess,
  });
  return { add, change, remove };
}

export type MemberChanges = ReturnType<typeof useMemberChanges>;
