import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button, Group, Text, Title } from "@mantine/core";
import { Link } from "react-router";
import type { Project } from "@/api/types";
import { atLeast, roleName } from "@/shared/project/roles";
import classes from "./ProjectsPage.module.css";

export function ProjectCard({ project }: { project: Project }) {
  const { slug, name, description, question, role } = project;
  const home = `/projects/${slug}`;
  return (
    <li className={classes.card}>
      <div>
        <Group justify="space-between" gap="xs" wrap="nowrap" align="baseline">
          <Title order={2} size="h4">
            {name}
          </Title>
          <Text size="xs" c="dimmed">
            {project.archived_at ? <Trans>Archived</Trans> : roleName(role)}
          </Text>
        </Group>
        <Text size="sm" c="dimmed" mt={4} lineClamp={3}>
          {description || question}
        </Text>
      </div>
      <Group gap="xs">
        <Button component={Link} to={`${home}/annotate`} aria-label={t`Annotate ${name}`}>
          <Trans>Annotate</Trans>
        </Button>
        {atLeast(role, "researcher") && (
          <Button component={Link} to={home} variant="default" aria-label={t`Overview of ${name}`}>
            <Trans>Overview</Trans>
          </Button>
        )}
      </Group>
    </li>
  );
}
