import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button, Group, Switch, Text } from "@mantine/core";
import type { Generator } from "@/api/types";
import { countedResponses } from "@/shared/lib/counts";
import { count } from "@/shared/lib/format";
import type { GeneratorMutations } from "../api/generators";
import classes from "./Generators.module.css";

interface Props {
  generator: Generator;
  mutations: GeneratorMutations;
  onEdit: () => void;
}

export function GeneratorRow({ generator, mutations, onEdit }: Props) {
  const { id, name, enabled, endpoint, failed } = generator;
  const { change, retry } = mutations;
  return (
    <li className={classes.row}>
      <div className={classes.name}>
        <Text fw={550}>{name}</Text>
        <Text size="sm" c="dimmed" className={classes.address}>
          {endpoint ? t`${endpoint.model} at ${endpoint.url}` : t`Built in`}
        </Text>
        <Text size="sm" c="dimmed" role="status">
          {figuresOf(generator)}
        </Text>
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
          label={t`In use`}
          aria-label={t`${name} in use`}
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
