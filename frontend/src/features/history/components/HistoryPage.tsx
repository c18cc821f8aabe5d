import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
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
  useTitle(t`Own answers`, name);
  return (
    <Page>
      <PageHeader title={t`Own answers`}>
        <Trans>
          To change an answer, you are asked the same comparison again, with your other answers
          filled in. The new answer then counts instead.
        </Trans>
      </PageHeader>
      <OwnStatistics slug={slug} />
      <Panel flush>
        <RowList list={list} empty={<EmptyState title={t`No answers yet`} order={2} />}>
          {(answers) => <AnswerTable project={project} answers={answers} />}
        </RowList>
      </Panel>
    </Page>
  );
}
