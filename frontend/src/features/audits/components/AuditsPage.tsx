import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useTitle } from "@/shared/lib/useTitle";
import { useProject } from "@/shared/project/useProject";
import { EmptyState } from "@/shared/ui/EmptyState";
import { ErrorNotice } from "@/shared/ui/ErrorNotice";
import { Page } from "@/shared/ui/Page";
import { PageHeader } from "@/shared/ui/PageHeader";
import { RowList } from "@/shared/ui/RowList";
import { useAskAgain, useAudits } from "../api/audits";
import { AuditPanel } from "./AuditPanel";
import { NewAudit } from "./NewAudit";

export function AuditsPage() {
  const { slug, name } = useProject();
  const list = useAudits(slug);
  const again = useAskAgain(slug);
  useTitle(t`Audits`, name);
  return (
    <Page>
      <PageHeader title={t`Behaviour audits`}>
        <Trans>
          Which of two behaviours the reward model pays for, question by question, and how that
          changes from version to version.
        </Trans>
      </PageHeader>
      <NewAudit slug={slug} />
      <ErrorNotice error={again.error} />
      <RowList list={list} empty={<EmptyState title={t`No audits yet`} order={2} />}>
        {(audits) =>
          audits.map((audit) => (
            <AuditPanel
              key={audit.id}
              audit={audit}
              pending={again.isPending}
              onAskAgain={() => {
                again.mutate(audit.id);
              }}
            />
          ))
        }
      </RowList>
    </Page>
  );
}
