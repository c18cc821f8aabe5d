import { Group, Text } from "@mantine/core";
import type { Accuracy } from "@/api/types";
import { count, percent } from "@/shared/lib/format";
import classes from "./ShareInterval.module.css";

interface Props {
  name: string;
  share: Accuracy["random_share"];
  hint: string;
}

/** An accuracy with its interval on a scale from 0 to 100 %. */
export function ShareInterval({ name, share, hint }: Props) {
  const { accuracy, low, high, n } = share;
  return (
    <div>
      <Group justify="space-between" align="baseline">
        <Text fw={600} size="sm">
          {name}
        </Text>
        <Text fw={600} size="lg" style={{ fontVariantNumeric: "tabular-nums" }}>
          {percent(accuracy, 1)}
        </Text>
      </Group>
      {accuracy !== null && low !== null && high !== null && (
        <>
          <div className={classes.scale} aria-hidden="true">
            <i className={classes.chance} />
            <i className={classes.range} style={{ left: at(low), right: at(1 - high) }} />
            <i className={classes.point} style={{ left: at(accuracy) }} />
          </div>
          <Text size="xs" c="dimmed">
            {percent(low, 1)} to {percent(high, 1)} (95 %), {count(n)} answers
          </Text>
        </>
      )}
      <Text size="xs" c="dimmed">
        {hint}
      </Text>
    </div>
  );
}

const at = (share: number) => `${share * 100}%`;
