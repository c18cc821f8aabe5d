import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Table, Text } from "@mantine/core";
import type { NodeDetail } from "@/api/types";
import { StateBadge } from "@/shared/ui/StateBadge";
import classes from "./NodeDrawer.module.css";

/** What people said about each pair, and oneself; to annotators what they said themselves. */
export function NodeComparisons({ node }: { node: NodeDetail }) {
  if (node.comparisons.length === 0) return null;
  const names = new Map(node.responses.map(({ id, generator }) => [id, generator]));
  const isCounted = node.comparisons.some(({ answers }) => answers !== null);
  const nameOf = (id: number) => names.get(id) ?? t`Response ${id}`;
  return (
    <section aria-label={t`Comparisons`}>
      <Text component="h4" className={classes.title}>
        <Trans>Comparisons</Trans>
      </Text>
      <div className={classes.scrolled} tabIndex={0} role="group" aria-label={t`Table`}>
        <Table horizontalSpacing="xs" verticalSpacing={6}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>
                <Trans>Pair</Trans>
              </Table.Th>
              <Table.Th>
                <Trans>State</Trans>
              </Table.Th>
              {isCounted && (
                <>
                  <Table.Th ta="end">
                    <Trans>First</Trans>
                  </Table.Th>
                  <Table.Th ta="end">
                    <Trans>Tie</Trans>
                  </Table.Th>
                  <Table.Th ta="end">
                    <Trans>Second</Trans>
                  </Table.Th>
                </>
              )}
              <Table.Th>
                <Trans>Your answer</Trans>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {node.comparisons.map((comparison) => (
              <Table.Tr key={comparison.id}>
                <Table.Td>
                  {nameOf(comparison.response_a)} / {nameOf(comparison.response_b)}
                </Table.Td>
                <Table.Td>
                  <StateBadge state={comparison.status} />
                </Table.Td>
                {isCounted && (
                  <>
                    <Table.Td ta="end">{comparison.a_wins}</Table.Td>
                    <Table.Td ta="end">{comparison.ties}</Table.Td>
                    <Table.Td ta="end">{comparison.b_wins}</Table.Td>
                  </>
                )}
                <Table.Td>{ownName(comparison.own)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </div>
    </section>
  );
}

function ownName(own: NodeDetail["comparisons"][number]["own"]): string {
  if (own === null) return "–";
  if (own === "tie") return t`Tie`;
  return own === "a" ? t`First` : t`Second`;
}
