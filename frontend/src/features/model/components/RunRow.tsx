import { i18n, type MessageDescriptor } from "@lingui/core";
import { msg, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Group, Text } from "@mantine/core";
import type { TrainingRun } from "@/api/types";
import { duration } from "@/shared/lib/format";
import { RunProgress } from "@/shared/model/RunProgress";
import { StateBadge } from "@/shared/ui/StateBadge";
import { When } from "@/shared/ui/When";
import { isUnderWay } from "@/shared/work/states";
import { WorkButtons } from "@/shared/work/WorkButtons";
import { useRunDeeds } from "../api/training";
import { RunHistory } from "./RunHistory";
import classes from "./Runs.module.css";

const TRIGGERS: Record<TrainingRun["trigger"], MessageDescriptor> = {
  person: msg`asked for`,
  schedule: msg`on schedule`,
  answers: msg`after enough answers`,
  command: msg`by command`,
};

interface Props {
  run: TrainingRun;
  slug: string;
  isAdmin: boolean;
}

export function RunRow({ run, slug, isAdmin }: Props) {
  const deeds = useRunDeeds(slug);
  return (
    <li className={classes.run}>
      <div>
        <Group gap="sm">
          <Text fw={600}>
            <Trans>Run {run.id}</Trans>
          </Text>
          <StateBadge state={run.state} />
          {run.outcome && <StateBadge state={run.outcome} />}
          {run.version !== null && (
            <Text size="sm">
              <Trans>Version {run.version}</Trans>
            </Text>
          )}
        </Group>
        <Text size="sm" c="dimmed">
          <Origin run={run} />
        </Text>
        {run.message && <Text size="sm">{run.message}</Text>}
        {run.error && <Text size="sm">{run.error.message}</Text>}
      </div>
      <RunHistory run={run} />
      <div className={classes.bar}>
        {isUnderWay(run) && <RunProgress run={run} />}
        {isAdmin && (
          <WorkButtons
            work={run}
            name={t`run ${run.id}`}
            question={t`What it has trained so far is thrown away. The live version stays as it is.`}
            {...deeds}
          />
        )}
      </div>
    </li>
  );
}

/** Why and when it was begun, and how long it took. */
function Origin({ run }: { run: TrainingRun }) {
  const { requested_by, created_at, started_at, finished_at } = run;
  const trigger = i18n._(TRIGGERS[run.trigger]);
  const cause = requested_by ? t`${trigger} by ${requested_by}` : trigger;
  const when = <When time={created_at} />;
  if (!started_at || !finished_at) {
    return (
      <Trans>
        {cause}, {when}
      </Trans>
    );
  }
  const time = duration(new Date(finished_at).getTime() - new Date(started_at).getTime());
  return (
    <Trans>
      {cause}, {when}, took {time}
    </Trans>
  );
}
