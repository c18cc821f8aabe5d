import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { useRows } from "@/api/pages";
import type { Project, ProjectCreate } from "@/api/types";

const key = ["projects"];

export const useProjects = () =>
  useRows<Project>(key, (cursor) =>
    unwrap(api.GET("/api/v1/projects/", { params: { query: { cursor } } })),
  );

export function useCreateProject() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: ProjectCreate) => unwrap(api.POST("/api/v1/projects/", { body })),
    onSuccess: () => client.invalidateQueries({ queryKey: key }),
  });
}
