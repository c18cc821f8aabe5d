import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button, Table, VisuallyHidden } from "@mantine/core";
import type { Invitation } from "@/api/types";
import { dateAndTime } from "@/shared/lib/format";
import { roleName } from "@/shared/project/roles";
import { EmptyState } from "@/shared/ui/EmptyState";
import { ErrorNotice } from "@/shared/ui/ErrorNotice";
import { Panel } from "@/shared/ui/Panel";
import { RowList } from "@/shared/ui/RowList";
import { useInvitationChanges, useInvitations } from "../api/invitations";

export function Invitations({ slug }: { slug: string }) {
  const list = useInvitations(slug);
  const { withdraw } = useInvitationChanges(slug);
  return (
    <Panel title={t`Invitations`} flush>
      <ErrorNotice error={withdraw.error} />
      <RowList list={list} empty={<EmptyState title={t`No invitations`} order={3} />}>
        {(rows) => (
          <Table miw={{ sm: 560 }}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>
                  <Trans>For</Trans>
                </Table.Th>
                <Table.Th>
                  <Trans>Role</Trans>
                </Table.Th>
                <Table.Th>
                  <Trans>State</Trans>
                </Table.Th>
                <Table.Th>
                  <VisuallyHidden>
                    <Trans>Actions</Trans>
                  </VisuallyHidden>
                </Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {rows.map((row) => (
                <Row key={row.id} row={row} onWithdraw={() => withdraw.mutate(row.id)} />
              ))}
            </Table.Tbody>
          </Table>
        )}
      </RowList>
    </Panel>
  );
}

function Row({ row, onWithdraw }: { row: Invitation; onWithdraw: () => void }) {
  const who = row.accepted_by ?? (row.username || row.email || t`whoever has the link`);
  const isOpen = !row.accepted_at && !row.withdrawn_at && new Date(row.expires_at) > new Date();
  return (
    <Table.Tr>
      <Table.Td>
        <bdi>{who}</bdi>
      </Table.Td>
      <Table.Td>{roleName(row.role)}</Table.Td>
      <Table.Td>{stateOf(row, isOpen)}</Table.Td>
      <Table.Td ta="end">
        {isOpen && (
          <Button
            variant="subtle"
            color="red"
            size="compact-sm"
            onClick={onWithdraw}
            aria-label={t`Withdraw the invitation for ${who}`}
          >
            <Trans>Withdraw</Trans>
          </Button>
        )}
      </Table.Td>
    </Table.Tr>
  );
}

function stateOf(row: Invitation, isOpen: boolean): string {
  const until = dateAndTime(row.expires_at);
  if (row.accepted_at) return t`Accepted`;
  if (row.withdrawn_at) return t`Withdrawn`;
  return isOpen ? t`Open until ${until}` : t`Expired`;
}
