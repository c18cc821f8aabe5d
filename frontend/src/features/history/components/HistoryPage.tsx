import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Text } from "@mantine/core";
import { useLocation } from "react-router";
import { isRecord } from "@/api/errors";
import { useProject } from "@/shared/project/useProject";
import { useTitle } from "@/shared/lib/useTitle";
import { EmptyState } from "@/shared/ui/EmptyState";
import { Page } from "@/shared/ui/Page";
import { PageHeader } from "@/shared/ui/PageHeader";
import { Panel } from "@/shared/ui/Panel";
import { RowList } from "@/shared/ui/RowList";
import { useOwnAnswers } from "../api/answers";
import { AnswerTable } from "./AnswerTable";
import { OwnStatistics } from "./OwnStatistics";

/** One's own answers in a project, each of which can be changed. */
export function HistoryPage() {
  const project = useProject();
  const { slug, name } = project;
  const list = useOwnAnswers(slug);
  const changed = changedIn(useLocation().state);
  useTitle(t`Own answers`, name);
  return (
    <Page>
      <PageHeader title={t`Own answers`}>
        <Trans>
          To change an answer, look at it and choose again. Until you do, the old one counts.
        </Trans>
      </PageHeader>
      {changed !== null && (
        <Text role="status" mb="md" fw={500}>
          <Trans>Your answer to comparison {changed} is changed.</Trans>
        </Text>
      )}
      <OwnStatistics slug={slug} />
      <Panel flush>
        <RowList list={list} empty={<EmptyState title={t`No answers yet`} order={2} />}>
          {(answers) => <AnswerTable project={project} answers={answers} />}
        </RowList>
      </Panel>
    </Page>
  );
}

/** The comparison whose answer was just changed, as the page of the change says on its way here. */
const changedIn = (state: unknown): number | null =>
  isRecord(state) && typeof state.changed === "number" ? state.changed : null;
