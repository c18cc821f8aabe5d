import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { Link } from "react-router";
import { useTitle } from "@/shared/lib/useTitle";
import { atLeast } from "@/shared/project/roles";
import { useProject } from "@/shared/project/useProject";
import { Page } from "@/shared/ui/Page";
import { PageHeader } from "@/shared/ui/PageHeader";
import { AccuracyPanel } from "./AccuracyPanel";
import { LoopFigures } from "./LoopFigures";
import { ProjectHealth } from "./ProjectHealth";
import { RunPanel } from "./RunPanel";

export function OverviewPage() {
  const project = useProject();
  useTitle(t`Overview`, project.name);
  return (
    <Page>
      <PageHeader
        title={project.name}
        actions={
          <Button component={Link} to="annotate">
            <Trans>Annotate</Trans>
          </Button>
        }
      >
        {project.description}
      </PageHeader>
      {atLeast(project.role, "admin") && <ProjectHealth slug={project.slug} />}
      <LoopFigures slug={project.slug} />
      <RunPanel slug={project.slug} />
      <AccuracyPanel slug={project.slug} />
    </Page>
  );
}
