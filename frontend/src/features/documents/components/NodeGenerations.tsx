import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Group, Text } from "@mantine/core";
import type { Generation, NodeDetail } from "@/api/types";
import { countedResponses } from "@/shared/lib/counts";
import { atLeast } from "@/shared/project/roles";
import { useProject } from "@/shared/project/useProject";
import { StateBadge } from "@/shared/ui/StateBadge";
import { WorkButtons } from "@/shared/work/WorkButtons";
import { useGenerationDeeds } from "../api/documents";
import classes from "./NodeDrawer.module.css";

/** How far the language models are that write for the node, and why they failed. */
export function NodeGenerations({ node }: { node: NodeDetail }) {
  const { role } = useProject();
  const deeds = useGenerationDeeds(node.id);
  if (node.generations.length === 0) return null;
  return (
    <section aria-label={t`Language models`}>
      <Text component="h4" className={classes.title}>
        <Trans>Language models</Trans>
      </Text>
      <ul className={classes.responses}>
        {node.generations.map((generation) => (
          <li key={generation.id}>
            <Group gap="sm">
              <Text size="sm" fw={600}>
                {generation.generator}
              </Text>
              <StateBadge state={generation.state} />
              <Text size="sm" c="dimmed">
                {workOf(generation)}
              </Text>
              {atLeast(role, "admin") && (
                <WorkButtons
                  work={generation}
                  name={t`the writing of ${generation.generator}`}
                  question={t`What it has written stays.`}
                  {...deeds}
                />
              )}
            </Group>
            <Failure generation={generation} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function workOf({ samples_made, failures }: Generation): string {
  const made = countedResponses(samples_made);
  if (failures === 0) return made;
  return plural(failures, {
    one: `${made}, # failed call`,
    other: `${made}, # failed calls`,
  });
}

function Failure({ generation: { error } }: { generation: Generation }) {
  return (
    error && (
      <Text size="sm" c="dimmed">
        {error.message}
      </Text>
    )
  );
}
