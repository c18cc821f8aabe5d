import { t } from "@lingui/core/macro";
import { EmptyState } from "@/shared/ui/EmptyState";
import { Panel } from "@/shared/ui/Panel";
import { RowList } from "@/shared/ui/RowList";
import { useJobs } from "../api/jobs";
import { JobRow } from "./JobRow";
import classes from "./Jobs.module.css";

export function Jobs({ slug }: { slug: string }) {
  const list = useJobs(slug);
  return (
    <Panel title={t`Jobs`}>
      <RowList list={list} empty={<EmptyState title={t`No jobs yet`} order={3} />}>
        {(jobs) => (
          <ul className={classes.list}>
            {jobs.map((job) => (
              <JobRow key={job.id} job={job} />
            ))}
          </ul>
        )}
      </RowList>
    </Panel>
  );
}
