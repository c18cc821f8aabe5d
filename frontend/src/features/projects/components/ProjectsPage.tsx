import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Navigate } from "react-router";
import { useTitle } from "@/shared/lib/useTitle";
import { useSignedIn } from "@/shared/session/useMe";
import { EmptyState } from "@/shared/ui/EmptyState";
import { Page } from "@/shared/ui/Page";
import { PageHeader } from "@/shared/ui/PageHeader";
import { RowList } from "@/shared/ui/RowList";
import { useProjects } from "../api/projects";
import { NewProject } from "./NewProject";
import { ProjectCard } from "./ProjectCard";
import classes from "./ProjectsPage.module.css";

export function ProjectsPage() {
  const me = useSignedIn();
  const list = useProjects();
  useTitle(t`Projects`);
  const only = list.rows?.length === 1 ? list.rows[0] : undefined;
  if (only?.role === "annotator" && !me.may_make_projects) {
    return <Navigate to={`/projects/${only.slug}/annotate`} replace />;
  }
  return (
    <Page>
      <PageHeader title={t`Projects`} actions={me.may_make_projects && <NewProject />} />
      <RowList list={list} empty={<NoProjects />}>
        {(projects) => (
          <ul className={classes.grid}>
            {projects.map((project) => (
              <ProjectCard key={project.slug} project={project} />
            ))}
          </ul>
        )}
      </RowList>
    </Page>
  );
}

function NoProjects() {
  return (
    <EmptyState title={t`No projects yet`} order={2}>
      <Trans>An admin adds you to a project; it then appears here.</Trans>
    </EmptyState>
  );
}
