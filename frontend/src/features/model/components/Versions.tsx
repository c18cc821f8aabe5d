import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Table, VisuallyHidden } from "@mantine/core";
import { EmptyState } from "@/shared/ui/EmptyState";
import { ErrorNotice } from "@/shared/ui/ErrorNotice";
import { Panel } from "@/shared/ui/Panel";
import { RowList } from "@/shared/ui/RowList";
import { usePromote, useVersions } from "../api/versions";
import { VersionRow } from "./VersionRow";

interface Props {
  slug: string;
  isAdmin: boolean;
}

export function Versions({ slug, isAdmin }: Props) {
  const list = useVersions(slug);
  const promote = usePromote(slug);
  const live = list.rows?.find(({ state }) => state === "live")?.number ?? null;
  return (
    <Panel
      title={t`Versions`}
      hint={t`Measured on prompts held out of training, beside the version that was live before.`}
      flush
    >
      <ErrorNotice error={promote.error} />
      <RowList list={list} empty={<EmptyState title={t`No versions yet`} order={3} />}>
        {(versions) => (
          <Table miw={{ sm: 860 }}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>
                  <Trans>Version</Trans>
                </Table.Th>
                <Table.Th>
                  <Trans>State</Trans>
                </Table.Th>
                <Table.Th ta="end" visibleFrom="sm">
                  <Trans>Log-loss (before)</Trans>
                </Table.Th>
                <Table.Th ta="end">
                  <Trans>Accuracy (before)</Trans>
                </Table.Th>
                <Table.Th ta="end" visibleFrom="sm">
                  <Trans>Trained on</Trans>
                </Table.Th>
                <Table.Th visibleFrom="sm">
                  <Trans>Made</Trans>
                </Table.Th>
                <Table.Th>
                  <VisuallyHidden>
                    <Trans>Actions</Trans>
                  </VisuallyHidden>
                </Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {versions.map((version) => (
                <VersionRow
                  key={version.id}
                  version={version}
                  live={live}
                  {...(isAdmin && { promote })}
                />
              ))}
            </Table.Tbody>
          </Table>
        )}
      </RowList>
    </Panel>
  );
}
