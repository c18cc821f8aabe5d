import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button, Modal } from "@mantine/core";
import { useState } from "react";
import { useTitle } from "@/shared/lib/useTitle";
import { atLeast } from "@/shared/project/roles";
import { useProject } from "@/shared/project/useProject";
import { EmptyState } from "@/shared/ui/EmptyState";
import { ErrorNotice } from "@/shared/ui/ErrorNotice";
import { RowsLoading } from "@/shared/ui/Loading";
import { Page } from "@/shared/ui/Page";
import { PageHeader } from "@/shared/ui/PageHeader";
import { usePlanChanges, usePlans } from "../api/plans";
import { PlanForm } from "./PlanForm";
import { PlanPanel } from "./PlanPanel";

/** Which prompts get responses from which models, and how far that is. */
export function PlansPage() {
  const { slug, name, role } = useProject();
  const { data: plans, error } = usePlans(slug);
  const mutations = usePlanChanges(slug);
  const [adding, setAdding] = useState(false);
  const isAdmin = atLeast(role, "admin");
  const { change, begin, cancel, retry } = mutations;
  useTitle(t`Generation`, name);
  return (
    <Page>
      <PageHeader
        title={t`Generation`}
        actions={
          isAdmin && (
            <Button onClick={() => setAdding(true)}>
              <Trans>New plan</Trans>
            </Button>
          )
        }
      >
        <Trans>
          Language models write responses to prompts by plan. What they write becomes comparisons as
          soon as the reward model has read it.
        </Trans>
      </PageHeader>
      <ErrorNotice error={error ?? change.error ?? begin.error ?? cancel.error ?? retry.error} />
      {!plans && !error && <RowsLoading />}
      {plans?.length === 0 && (
        <EmptyState title={t`No plans yet`} order={2}>
          <Trans>
            A plan says which prompts get how many responses from which models, and when.
          </Trans>
        </EmptyState>
      )}
      {plans?.map((plan) => (
        <PlanPanel key={plan.id} plan={plan} mutations={mutations} canChange={isAdmin} />
      ))}
      <Modal opened={adding} onClose={() => setAdding(false)} title={t`New plan`} size="lg">
        {adding && <PlanForm slug={slug} mutations={mutations} onDone={() => setAdding(false)} />}
      </Modal>
    </Page>
  );
}
