import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button, Text } from "@mantine/core";
import type { ModelVersion } from "@/api/types";
import { percent } from "@/shared/lib/format";
import { useModelExport } from "../api/versions";

/** Takes a version away: asks for its folder, waits, and offers it. */
export function ExportButton({ version: { id, number } }: { version: ModelVersion }) {
  const { ask, job } = useModelExport(id);
  const problem = ask.error?.message ?? job?.error?.message;
  if (job?.download)
    return (
      <Button component="a" href={job.download} download size="compact-sm" variant="light">
        <Trans>Download</Trans>
      </Button>
    );
  const isUnderWay = ask.isPending || job?.state === "queued" || job?.state === "running";
  return (
    <>
      <Button
        size="compact-sm"
        variant="default"
        aria-label={t`Export version ${number}`}
        disabled={isUnderWay}
        onClick={() => {
          ask.mutate();
        }}
      >
        {isUnderWay ? (
          <Trans>Exporting, {percent(job?.progress ?? 0)}</Trans>
        ) : (
          <Trans>Export</Trans>
        )}
      </Button>
      {problem && (
        <Text size="xs" c="red" role="alert" maw="30ch">
          {problem}
        </Text>
      )}
    </>
  );
}
