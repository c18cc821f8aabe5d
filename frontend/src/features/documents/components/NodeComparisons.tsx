import { Table, Text } from "@mantine/core";
import type { NodeDetail } from "@/api/types";
import { StateBadge } from "@/shared/ui/StateBadge";
import classes from "./NodeDrawer.module.css";

/** What people said about each pair. */
export function NodeComparisons({ node }: { node: NodeDetail }) {
  if (node.comparisons.length === 0) return null;
  const names = new Map(node.responses.map(({ id, generator }) => [id, generator]));
  const nameOf = (id: number) => names.get(id) ?? `Response ${id}`;
  return (
    <section aria-label="Comparisons">
      <Text component="h4" className={classes.title}>
        Comparisons
      </Text>
      <Table horizontalSpacing="xs" verticalSpacing={6}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Pair</Table.Th>
            <Table.Th>State</Table.Th>
            <Table.Th ta="right">First</Table.Th>
            <Table.Th ta="right">Tie</Table.Th>
            <Table.Th ta="right">Second</Table.Th>
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
              <Table.Td ta="right">{comparison.a_wins}</Table.Td>
              <Table.Td ta="right">{comparison.ties}</Table.Td>
              <Table.Td ta="right">{comparison.b_wins}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}
