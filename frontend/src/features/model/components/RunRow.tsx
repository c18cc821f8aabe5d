import { Group, Text } from "@mantine/core";
import type { TrainingRun } from "@/api/types";
import { duration } from "@/shared/lib/format";
import { RunProgress } from "@/shared/model/RunProgress";
import { isUnderWay } from "@/shared/model/trainingRuns";
import { ConfirmButton } from "@/shared/ui/ConfirmButton";
import { StateBadge } from "@/shared/ui/StateBadge";
import { When } from "@/shared/ui/When";
import { useCancelRun } from "../api/training";
import { RunHistory } from "./RunHistory";
import classes from "./Runs.module.css";

const TRIGGERS: Record<TrainingRun["trigger"], string> = {
  person: "asked for",
  schedule: "on schedule",
  answers: "after enough answers",
  command: "by command",
};

interface Props {
  run: TrainingRun;
  slug: string;
  isAdmin: boolean;
}

export function RunRow({ run, slug, isAdmin }: Props) {
  return (
    <li className={classes.run}>
      <div>
        <Group gap="sm">
          <Text fw={600}>Run {run.id}</Text>
          <StateBadge state={run.state} />
          {run.outcome && <StateBadge state={run.outcome} />}
          {run.version !== null && <Text size="sm">Version {run.version}</Text>}
        </Group>
        <Text size="sm" c="dimmed">
          {TRIGGERS[run.trigger]}
          {run.requested_by && ` by ${run.requested_by}`}, <When time={run.created_at} />
          {took(run)}
        </Text>
        {run.message && <Text size="sm">{run.message}</Text>}
      </div>
      <RunHistory run={run} />
      {isUnderWay(run) && (
        <div className={classes.bar}>
          <RunProgress run={run} />
          {isAdmin && <CancelButton run={run} slug={slug} />}
        </div>
      )}
    </li>
  );
}

function took({ started_at, finished_at }: TrainingRun): string {
  if (!started_at || !finished_at) return "";
  return `, took ${duration(new Date(finished_at).getTime() - new Date(started_at).getTime())}`;
}

function CancelButton({ run, slug }: { run: TrainingRun; slug: string }) {
  const cancel = useCancelRun(slug);
  return (
    <ConfirmButton
      variant="default"
      label="Cancel"
      name={`Cancel run ${run.id}`}
      title={`Cancel run ${run.id}?`}
      question="What it has trained so far is thrown away. The live version stays as it is."
      confirm="Cancel the run"
      onConfirm={() => cancel.mutateAsync(run.id)}
      error={cancel.error}
      pending={cancel.isPending}
    />
  );
}
