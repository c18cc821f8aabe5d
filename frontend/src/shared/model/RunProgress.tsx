import { t } from "@lingui/core/macro";
import type { TrainingRun } from "@/api/types";
import { sentence } from "@/shared/lib/format";
import { ProgressLine } from "@/shared/ui/ProgressLine";

/** The bar of a run under way. */
export function RunProgress({ run }: { run: TrainingRun }) {
  const phase =
    run.state === "queued" ? t`Waiting for a worker` : sentence(run.phase || t`Starting`);
  return (
    <ProgressLine
      label={t`Run ${run.id}: ${phase}`}
      value={run.progress}
      running={run.state === "running"}
    />
  );
}
