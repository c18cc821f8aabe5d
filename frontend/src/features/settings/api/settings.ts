import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import type { ProjectChanges } from "@/api/types";
import { projectQuery } from "@/shared/project/useProject";

/** Archives the project, or opens it again. */
export function useArchive(slug: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (isArchived: boolean) => {
      const params = { params: { path: { slug } } };
      return unwrap(
        isArchived
          ? api.POST("/api/v1/projects/{slug}/archive/", params)
          : api.POST("/api/v1/projects/{slug}/restore/", params),
      );
    },
    onSuccess: (project) => {
      client.setQueryData(projectQuery(slug).queryKey, project);
      return client.invalidateQueries({ queryKey: ["projects"] });
    },
  });
}

export function useSaveProject(slug: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: ProjectChanges) =>
      unwrap(api.PATCH("/api/v1/projects/{slug}/", { params: { path: { slug } }, body })),
    onSuccess: (project) => {
      client.setQueryData(projectQuery(slug).queryKey, project);
      return client.invalidateQueries({ queryKey: ["projects"] });
    },
  });
}
