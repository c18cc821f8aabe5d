import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button, Group, Switch, Text } from "@mantine/core";
import type { Generator } from "@/api/types";
import { countedResponses } from "@/shared/lib/counts";
import { count } from "@/shared/lib/format";
import type { GeneratorMutations } from "../api/generators";
import classes from "./Generators.module.css";
import { TestButton } from "./TestButton";
import { UsabilityBadge } from "./UsabilityBadge";

interface Props {
  generator: Generator;
  mutations: GeneratorMutations;
  onEdit: () => void;
}

export function GeneratorRow({ generator, mutations, onEdit }: Props) {
  const { id, name, enabled, usability, endpoint, failed } = generator;
  const { change, retry } = mutations;
  return (
    <li className={classes.row}>
      <div className={classes.name}>
        <Group gap="xs">
          <Text fw={550}>{name}</Text>
          <UsabilityBadge usability={usability} />
        </Group>
        <Text size="sm" c="dimmed" className={classes.address}>
          {endpoint ? t`${endpoint.model} at ${endpoint.url}` : t`Built in`}
        </Text>
        <Text size="sm" c="dimmed" role="status">
          {figuresOf(generator)}
        </Text>
        {usability === "failing" && endpoint?.last_error && (
          <Text size="sm" c="red" className={classes.address}>
            {endpoint.last_error.message}
          </Text>
        )}
      </div>
      <Group gap="sm">
        {failed > 0 && (
          <Button
            variant="default"
            size="compact-sm"
            loading={retry.isPending}
            onClick={() => retry.mutate({ id })}
          >
            <Trans>Try the {count(failed)} again</Trans>
          </Button>
        )}
        {endpoint && <TestButton generator={generator} mutations={mutations} />}
        {endpoint && (
          <Button
            variant="subtle"
            size="compact-sm"
            onClick={onEdit}
            aria-label={t`Change ${name}`}
          >
            <Trans>Change</Trans>
          </Button>
        )}
        <Switch
          checked={enabled}
          disabled={change.isPending}
          onChange={(event) =>
            change.mutate({ id, body: { enabled: event.currentTarget.checked } })
          }
          label={t`Use`}
          aria-label={t`Use ${name}`}
        />
      </Group>
    </li>
  );
}

function figuresOf({ responses, pending, failed, endpoint }: Generator): string {
  return [
    countedResponses(responses),
    pending > 0 && t`${count(pending)} being written`,
    failed > 0 && t`${count(failed)} failed`,
    endpoint && t`${usedOf(endpoint.calls, endpoint.max_calls)} calls`,
    endpoint && t`${usedOf(endpoint.tokens, endpoint.max_tokens)} tokens`,
  ]
    .filter(Boolean)
    .join(" · ");
}

const usedOf = (used: number, most: number | null) =>
  most === null ? count(used) : t`${count(used)} of ${count(most)}`;
