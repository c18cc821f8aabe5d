import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Group } from "@mantine/core";
import { useTitle } from "@/shared/lib/useTitle";
import { atLeast } from "@/shared/project/roles";
import { useProject } from "@/shared/project/useProject";
import { EmptyState } from "@/shared/ui/EmptyState";
import { ErrorNotice } from "@/shared/ui/ErrorNotice";
import { Page } from "@/shared/ui/Page";
import { PageHeader } from "@/shared/ui/PageHeader";
import { Panel } from "@/shared/ui/Panel";
import { RowList } from "@/shared/ui/RowList";
import { useMemberChanges, useMembers } from "../api/members";
import { AddMember } from "./AddMember";
import { Invitations } from "./Invitations";
import { Invite } from "./Invite";
import { InviteMany } from "./InviteMany";
import { MemberTable } from "./MemberTable";

export function MembersPage() {
  const { slug, name, role } = useProject();
  const list = useMembers(slug);
  const changes = useMemberChanges(slug);
  const isAdmin = atLeast(role, "admin");
  useTitle(t`Members`, name);
  return (
    <Page>
      <PageHeader title={t`Members`} actions={isAdmin && <Actions slug={slug} />}>
        <Trans>
          Annotators compare. Researchers also import, export and read the model. Admins also manage
          members, settings and versions.
        </Trans>
      </PageHeader>
      <ErrorNotice error={changes.change.error} />
      <Panel flush>
        <RowList list={list} empty={<EmptyState title={t`Nobody yet`} order={2} />}>
          {(members) => <MemberTable members={members} {...(isAdmin && { changes })} />}
        </RowList>
      </Panel>
      {isAdmin && <Invitations slug={slug} />}
    </Page>
  );
}

function Actions({ slug }: { slug: string }) {
  return (
    <Group gap="xs">
      <Invite slug={slug} />
      <InviteMany slug={slug} />
      <AddMember slug={slug} />
    </Group>
  );
}
