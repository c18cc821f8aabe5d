import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useTitle } from "@/shared/lib/useTitle";
import { atLeast } from "@/shared/project/roles";
import { useProject } from "@/shared/project/useProject";
import { Page } from "@/shared/ui/Page";
import { PageHeader } from "@/shared/ui/PageHeader";
import { EvaluationSets } from "./EvaluationSets";
import { HeadFigures } from "./HeadFigures";
import { LengthPanel } from "./LengthPanel";
import { RetrainForm } from "./RetrainForm";
import { Promotions } from "./Promotions";
import { RetrainButton } from "./RetrainButton";
import { Runs } from "./Runs";
import { Versions } from "./Versions";

export function ModelPage() {
  const { slug, name, role } = useProject();
  const isAdmin = atLeast(role, "admin");
  useTitle(t`Model`, name);
  return (
    <Page>
      <PageHeader title={t`Reward model`} actions={isAdmin && <RetrainButton slug={slug} />}>
        <Trans>
          The live head learns from every answer. Now and then a whole new version is trained; it
          goes live only if it is not worse.
        </Trans>
      </PageHeader>
      <HeadFigures slug={slug} />
      <Runs slug={slug} isAdmin={isAdmin} />
      <Versions slug={slug} isAdmin={isAdmin} />
      <LengthPanel slug={slug} />
      <EvaluationSets slug={slug} />
      {isAdmin && <RetrainForm slug={slug} />}
      <Promotions slug={slug} />
    </Page>
  );
}
