import { Group, Table, Text, UnstyledButton } from "@mantine/core";
import { useMemo } from "react";
import type { TreeNode } from "@/api/types";
import { counted, percent } from "@/shared/lib/format";
import { StateBadge } from "@/shared/ui/StateBadge";
import { nodeName, walk } from "../model/tree";
import classes from "./NodeList.module.css";

interface Props {
  nodes: TreeNode[];
  onSelect: (id: number) => void;
}

/** The same tree in words, each node below its parent. */
export function NodeList({ nodes, onSelect }: Props) {
  const branches = useMemo(() => walk(nodes), [nodes]);
  return (
    <Table miw={{ sm: 680 }} className={classes.table}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Node</Table.Th>
          <Table.Th>State</Table.Th>
          <Table.Th ta="right" visibleFrom="sm">
            Answers
          </Table.Th>
          <Table.Th visibleFrom="sm">Leading response</Table.Th>
          <Table.Th ta="right">Probability</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {branches.map(({ node, depth }) => (
          <Table.Tr key={node.id}>
            <Table.Td className={classes.name} style={{ paddingLeft: 20 + depth * 22 }}>
              <UnstyledButton className={classes.open} onClick={() => onSelect(node.id)}>
                {nodeName(node)}
              </UnstyledButton>
            </Table.Td>
            <Table.Td>
              <Group gap={6}>
                <StateBadge state={node.state} />
                {node.failed > 0 && (
                  <Text size="xs" c="red" component="span">
                    {counted(node.failed, "model failed", "models failed")}
                  </Text>
                )}
              </Group>
            </Table.Td>
            <Table.Td ta="right" visibleFrom="sm">
              {node.answers}
            </Table.Td>
            <Table.Td className={classes.leading} visibleFrom="sm">
              {node.leading && (
                <Text size="sm" truncate title={node.leading.generator}>
                  {node.leading.text}
                </Text>
              )}
            </Table.Td>
            <Table.Td ta="right">{percent(node.leading?.probability)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
