import { queryOptions } from "@tanstack/react-query";
import { createContext, use } from "react";
import { api, unwrap } from "@/api/client";
import type { Project } from "@/api/types";

export const projectQuery = (slug: string) =>
  queryOptions({
    queryKey: ["project", slug],
    queryFn: () => unwrap(api.GET("/api/v1/projects/{slug}/", { params: { path: { slug } } })),
    staleTime: 60_000,
  });

export const ProjectContext = createContext<Project | null>(null);

/** The project of the page, on pages below /projects/:slug. */
export function useProject(): Project {
  const project = use(ProjectContext);
  if (!project) throw new Error("This page belongs to no project.");
  return project;
}
