import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useTitle } from "@/shared/lib/useTitle";
import { atLeast } from "@/shared/project/roles";
import { useProject } from "@/shared/project/useProject";
import { Page } from "@/shared/ui/Page";
import { PageHeader } from "@/shared/ui/PageHeader";
import { AttackSuite } from "./AttackSuite";
import { Room } from "./Room";

export function RedTeamPage() {
  const { slug, name, role } = useProject();
  useTitle(t`Red team`, name);
  return (
    <Page>
      <PageHeader title={t`Red team`}>
        <Trans>Where the reward model breaks: which worse texts score higher.</Trans>
      </PageHeader>
      <Room slug={slug} />
      <AttackSuite slug={slug} isAdmin={atLeast(role, "admin")} />
    </Page>
  );
}
