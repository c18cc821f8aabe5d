import { Trans } from "@lingui/react/macro";
import { Box, Group, Text } from "@mantine/core";
import type { Accuracy } from "@/api/types";
import { countedAnswers } from "@/shared/lib/counts";
import { percent } from "@/shared/lib/format";
import { IntervalBar } from "@/shared/ui/IntervalBar";

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
          <Box my={6}>
            <IntervalBar
              interval={{ value: accuracy, low, high }}
              domain={[0, 1]}
              reference={0.5}
            />
          </Box>
          <Text size="xs" c="dimmed">
            <Trans>
              {percent(low, 1)} to {percent(high, 1)} (95 %), {countedAnswers(n)}
            </Trans>
          </Text>
        </>
      )}
      <Text size="xs" c="dimmed">
        {hint}
      </Text>
    </div>
  );
}
