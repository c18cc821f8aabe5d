import { Group, Progress, Text } from "@mantine/core";
import { percent } from "@/shared/lib/format";

interface Props {
  label: string;
  /** 0 to 1. */
  value: number;
  running?: boolean;
}

export function ProgressLine({ label, value, running = false }: Props) {
  return (
    <div>
      <Group justify="space-between" gap="xs" mb={6}>
        <Text size="sm">{label}</Text>
        <Text size="sm" c="dimmed" style={{ fontVariantNumeric: "tabular-nums" }}>
          {percent(value)}
        </Text>
      </Group>
      <Progress
        value={value * 100}
        animated={running}
        size="md"
        bg="var(--pl-border)"
        aria-label={label}
        transitionDuration={300}
      />
    </div>
  );
}
