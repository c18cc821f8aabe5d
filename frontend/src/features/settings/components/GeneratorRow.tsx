import { Button, Group, Switch, Text } from "@mantine/core";
import type { Generator } from "@/api/types";
import { count, counted } from "@/shared/lib/format";
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
          {endpoint ? `${endpoint.model} at ${endpoint.url}` : "Built in"}
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
            Try the {count(failed)} again
          </Button>
        )}
        {endpoint && (
          <Button variant="subtle" size="compact-sm" onClick={onEdit} aria-label={`Change ${name}`}>
            Change
          </Button>
        )}
        <Switch
          checked={enabled}
          disabled={change.isPending}
          onChange={(event) =>
            change.mutate({ id, body: { enabled: event.currentTarget.checked } })
          }
          label="In use"
          aria-label={`${name} in use`}
        />
      </Group>
    </li>
  );
}

function figuresOf({ responses, pending, failed, endpoint }: Generator): string {
  const used = endpoint && [
    `${count(endpoint.calls)}${bound(endpoint.max_calls)} calls`,
    `${count(endpoint.tokens)}${bound(endpoint.max_tokens)} tokens`,
  ];
  return [
    counted(responses, "response"),
    pending > 0 && `${count(pending)} being written`,
    failed > 0 && `${count(failed)} failed`,
    ...(used ?? []),
  ]
    .filter(Boolean)
    .join(" · ");
}

const bound = (most: number | null) => (most === null ? "" : ` of ${count(most)}`);
