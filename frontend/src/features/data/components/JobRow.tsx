import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Alert, Badge, Button, Group, List, Text } from "@mantine/core";
import type { Job } from "@/api/types";
import { count } from "@/shared/lib/format";
import { ErrorNotice } from "@/shared/ui/ErrorNotice";
import { ProgressLine } from "@/shared/ui/ProgressLine";
import { StateBadge } from "@/shared/ui/StateBadge";
import { When } from "@/shared/ui/When";
import { ApiError } from "@/api/errors";
import { useProject } from "@/shared/project/useProject";
import { isUnderWay } from "@/shared/work/states";
import { WorkButtons } from "@/shared/work/WorkButtons";
import { useJobDeeds } from "../api/jobs";
import { badLinesOf, countsOf, warningsOf } from "../model";
import { BadLines } from "./BadLines";
import classes from "./Jobs.module.css";

export function JobRow({ job }: { job: Job }) {
  const { kind, format, filename, state, download, created_by, created_at, report } = job;
  const kindName = { import: t`Import`, export: t`Export`, model: t`Model` }[kind];
  const counts = countsOf(report);
  const deeds = useJobDeeds(useProject().slug);
  return (
    <li className={classes.job}>
      <Group justify="space-between" gap="sm">
        <div>
          <Group gap="sm">
            <Text fw={600}>{filename || kindName}</Text>
            <StateBadge state={state} />
            {report.dry_run === true && (
              <Badge variant="light" color="gray" radius="sm">
                <Trans>Dry run: nothing was stored</Trans>
              </Badge>
            )}
          </Group>
          <Text size="sm" c="dimmed">
            <Trans>
              {kindName}, {format}, by {created_by}, <When time={created_at} />
            </Trans>
          </Text>
        </div>
        <Group gap="sm">
          <WorkButtons
            work={job}
            name={kind === "import" ? t`import ${job.id}` : t`export ${job.id}`}
            question={
              kind === "import"
                ? t`What it has stored so far stays.`
                : t`What it has written so far is thrown away.`
            }
            {...deeds}
          />
          {download && (
            <Button component="a" href={download} download variant="default">
              <Trans>Download</Trans>
            </Button>
          )}
        </Group>
      </Group>
      {isUnderWay(job) && (
        <ProgressLine
          label={state === "queued" ? t`Waiting for a worker` : t`Running`}
          value={job.progress}
          running={state === "running"}
        />
      )}
      {counts.length > 0 && (
        <dl className={classes.counts}>
          {counts.map(({ name, value }) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{count(value)}</dd>
            </div>
          ))}
        </dl>
      )}
      <Problem error={job.error} />
      <Warnings sentences={warningsOf(report)} />
      <BadLines lines={badLinesOf(job)} />
    </li>
  );
}

function Warnings({ sentences }: { sentences: string[] }) {
  if (sentences.length === 0) return null;
  return (
    <Alert color="yellow" variant="light" title={t`Is this meant?`}>
      <List size="sm">
        {sentences.map((sentence) => (
          <List.Item key={sentence}>{sentence}</List.Item>
        ))}
      </List>
    </Alert>
  );
}

function Problem({ error }: { error: Job["error"] }) {
  if (!error) return null;
  // The lines of a refused file are listed below, where there is room for them.
  const problem = new ApiError(-1, error.code, error.message);
  return <ErrorNotice error={problem} title={t`The job failed`} />;
}
