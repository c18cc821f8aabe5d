import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Anchor } from "@mantine/core";
import { Link } from "react-router";
import { useTrainingRuns } from "@/shared/model/trainingRuns";
import { isUnderWay } from "@/shared/work/states";
import { RunProgress } from "@/shared/model/RunProgress";
import { Panel } from "@/shared/ui/Panel";

/** The training run under way, if there is one. */
export function RunPanel({ slug }: { slug: string }) {
  const run = useTrainingRuns(slug).rows?.find(isUnderWay);
  if (!run) return null;
  const more = (
    <Anchor component={Link} to="model" size="sm">
      <Trans>All runs and versions</Trans>
    </Anchor>
  );
  return (
    <Panel title={t`Training now`} actions={more}>
      <RunProgress run={run} />
    </Panel>
  );
}
