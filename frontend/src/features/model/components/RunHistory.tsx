import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Text } from "@mantine/core";
import type { TrainingRun } from "@/api/types";
import { decimal } from "@/shared/lib/format";
import { Sparkline } from "@/shared/ui/Sparkline";

/** The course of the training loss. */
export function RunHistory({ run }: { run: TrainingRun }) {
  const points = run.history.flatMap(({ step, train_loss }) =>
    train_loss === null ? [] : [{ x: step, y: train_loss }],
  );
  const last = points.at(-1);
  if (!last) return <span />;
  return (
    <div>
      <Sparkline
        points={points}
        summary={t`Training loss of run ${run.id}, ${decimal(last.y)} at step ${last.x}`}
      />
      <Text size="xs" c="dimmed" ta="end">
        <Trans>training loss {decimal(last.y)}</Trans>
      </Text>
    </div>
  );
}
