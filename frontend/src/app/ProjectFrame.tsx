import { useQuery } from "@tanstack/react-query";
import { Outlet, useParams } from "react-router";
import { ProjectContext, projectQuery } from "@/shared/project/useProject";
import { ErrorPage } from "@/shared/ui/ErrorPage";
import { PageLoading } from "@/shared/ui/Loading";

/** Loads the project that the pages below are about. */
export function ProjectFrame() {
  const { slug = "" } = useParams();
  const { data: project, error } = useQuery(projectQuery(slug));
  if (error && !project) return <ErrorPage error={error} />;
  if (!project) return <PageLoading />;
  return (
    <ProjectContext value={project}>
      <Outlet />
    </ProjectContext>
  );
}
