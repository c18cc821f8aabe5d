import { t } from "@lingui/core/macro";
import { Group, Progress, Text } from "@mantine/core";

import { count } from "@/shared/lib/format";

interface Props {
  settled: number;
  nodes: number;
}

export function SettledBar({ settled, nodes }: Props) {
  const label = t`${count(settled)} of ${count(nodes)}`;
  return (
    <Group gap="sm" wrap="nowrap">
      <Progress
        value={nodes > 0 ? (settled / nodes) * 100 : 0}
        size="sm"
        w={90}
        visibleFrom="sm"
        aria-label={t`${count(settled)} of ${count(nodes)} nodes settled`}
      />
      <Text size="sm" c="dimmed" style={{ whiteSpace: "nowrap" }}>
        {label}
      </Text>
    </Group>
  );
}
