import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Table, VisuallyHidden } from "@mantine/core";
import type { Token } from "@/api/types";
import { dateAndTime } from "@/shared/lib/format";
import { ConfirmButton } from "@/shared/ui/ConfirmButton";
import { EmptyState } from "@/shared/ui/EmptyState";
import { Panel } from "@/shared/ui/Panel";
import { RowList } from "@/shared/ui/RowList";
import { When } from "@/shared/ui/When";
import { useRevokeToken, useTokens } from "../api/tokens";
import { NewToken } from "./NewToken";

export function Tokens() {
  const list = useTokens();
  return (
    <Panel
      title={t`Tokens`}
      hint={t`Programs sign in with a token. Each may do what you may do.`}
      actions={<NewToken />}
      flush
    >
      <RowList list={list} empty={<EmptyState title={t`No tokens`} order={3} />}>
        {(tokens) => (
          <Table miw={560}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>
                  <Trans>Name</Trans>
                </Table.Th>
                <Table.Th>
                  <Trans>Begins with</Trans>
                </Table.Th>
                <Table.Th>
                  <Trans>Made</Trans>
                </Table.Th>
                <Table.Th>
                  <Trans>Expires</Trans>
                </Table.Th>
                <Table.Th>
                  <VisuallyHidden>
                    <Trans>Actions</Trans>
                  </VisuallyHidden>
                </Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {tokens.map((token) => (
                <TokenRow key={token.id} token={token} />
              ))}
            </Table.Tbody>
          </Table>
        )}
      </RowList>
    </Panel>
  );
}

function TokenRow({ token }: { token: Token }) {
  const { id, name, prefix, created_at, expires_at } = token;
  const revoke = useRevokeToken();
  return (
    <Table.Tr>
      <Table.Td fw={550}>{name}</Table.Td>
      <Table.Td>
        <code>{prefix}…</code>
      </Table.Td>
      <Table.Td>
        <When time={created_at} />
      </Table.Td>
      <Table.Td>{expires_at ? dateAndTime(expires_at) : t`Never`}</Table.Td>
      <Table.Td ta="end">
        <ConfirmButton
          variant="subtle"
          color="red"
          size="compact-sm"
          label={t`Revoke`}
          name={t`Revoke ${name}`}
          title={t`Revoke “${name}”?`}
          question={t`Programs that use it are refused from now on.`}
          confirm={t`Revoke`}
          onConfirm={() => revoke.mutateAsync(id)}
          error={revoke.error}
          pending={revoke.isPending}
        />
      </Table.Td>
    </Table.Tr>
  );
}
