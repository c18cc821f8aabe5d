import { t } from "@lingui/core/macro";
import { useTrainingRuns } from "@/shared/model/trainingRuns";
import { EmptyState } from "@/shared/ui/EmptyState";
import { Panel } from "@/shared/ui/Panel";
import { RowList } from "@/shared/ui/RowList";
import { RunRow } from "./RunRow";
import classes from "./Runs.module.css";

interface Props {
  slug: string;
  isAdmin: boolean;
}

export function Runs({ slug, isAdmin }: Props) {
  const list = useTrainingRuns(slug);
  return (
    <Panel title={t`Training runs`}>
      <RowList list={list} empty={<EmptyState title={t`No runs yet`} order={3} />}>
        {(runs) => (
          <ul className={classes.list}>
            {runs.map((run) => (
              <RunRow key={run.id} run={run} slug={slug} isAdmin={isAdmin} />
            ))}
          </ul>
        )}
      </RowList>
    </Panel>
  );
}
