import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Anchor, List, Text } from "@mantine/core";
import { Link } from "react-router";
import { useSignedIn } from "@/shared/session/useMe";
import { Panel } from "@/shared/ui/Panel";

/** The way to one's own answers in each project. */
export function OwnAnswers() {
  const { memberships } = useSignedIn();
  return (
    <Panel title={t`Own answers`}>
      {memberships.length === 0 && (
        <Text c="dimmed">
          <Trans>You are in no project yet.</Trans>
        </Text>
      )}
      <List listStyleType="none" spacing={4}>
        {memberships.map(({ project, project_name }) => (
          <List.Item key={project}>
            <Anchor component={Link} to={`/projects/${project}/history`}>
              {project_name}
            </Anchor>
          </List.Item>
        ))}
      </List>
    </Panel>
  );
}
