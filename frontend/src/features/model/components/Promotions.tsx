import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Group, Table, Text } from "@mantine/core";
import { atLeast } from "@/shared/project/roles";
import { useProject } from "@/shared/project/useProject";
import { EmptyState } from "@/shared/ui/EmptyState";
import { Panel } from "@/shared/ui/Panel";
import { RowList } from "@/shared/ui/RowList";
import { StateBadge } from "@/shared/ui/StateBadge";
import { When } from "@/shared/ui/When";
import { WorkButtons } from "@/shared/work/WorkButtons";
import { usePromotionDeeds, usePromotions } from "../api/versions";

/** Who made which version live, when and why. */
export function Promotions({ slug }: { slug: string }) {
  const list = usePromotions(slug);
  const deeds = usePromotionDeeds(slug);
  const isAdmin = atLeast(useProject().role, "admin");
  return (
    <Panel
      title={t`Promotions`}
      hint={t`Every change of the live version, automatic ones too.`}
      flush
    >
      <RowList list={list} empty={<EmptyState title={t`None yet`} order={3} />}>
        {(promotions) => (
          <Table miw={640}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>
                  <Trans>Version</Trans>
                </Table.Th>
                <Table.Th>
                  <Trans>State</Trans>
                </Table.Th>
                <Table.Th>
                  <Trans>By</Trans>
                </Table.Th>
                <Table.Th>
                  <Trans>Reason</Trans>
                </Table.Th>
                <Table.Th>
                  <Trans>When</Trans>
                </Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {promotions.map((promotion) => (
                <Table.Tr key={promotion.id}>
                  <Table.Td style={{ whiteSpace: "nowrap" }}>
                    {promotion.previous ?? t`None`} → {promotion.version}
                  </Table.Td>
                  <Table.Td>
                    <Group gap="xs">
                      <StateBadge state={promotion.state} />
                      {isAdmin && (
                        <WorkButtons
                          work={promotion}
                          name={t`promotion ${promotion.id}`}
                          question={t`The live version stays as it is.`}
                          {...deeds}
                        />
                      )}
                    </Group>
                  </Table.Td>
                  <Table.Td>{promotion.requested_by ?? t`Automatic`}</Table.Td>
                  <Table.Td>
                    {promotion.reason}
                    {promotion.error && (
                      <Text size="sm" c="dimmed">
                        {promotion.error.message}
                      </Text>
                    )}
                  </Table.Td>
                  <Table.Td>
                    <When time={promotion.created_at} />
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        )}
      </RowList>
    </Panel>
  );
}
