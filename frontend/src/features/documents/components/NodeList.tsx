import { Plural, Trans } from "@lingui/react/macro";
import { Group, Table, Text, UnstyledButton } from "@mantine/core";
import { useMemo } from "react";
import type { TreeNode } from "@/api/types";
import { count, percent } from "@/shared/lib/format";
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
          <Table.Th>
            <Trans>Node</Trans>
          </Table.Th>
          <Table.Th>
            <Trans>State</Trans>
          </Table.Th>
          <Table.Th ta="end" visibleFrom="sm">
            <Trans>Answers</Trans>
          </Table.Th>
          <Table.Th visibleFrom="sm">
            <Trans>Leading response</Trans>
          </Table.Th>
          <Table.Th ta="end">
            <Trans>Probability</Trans>
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {branches.map(({ node, depth }) => (
          <Table.Tr key={node.id}>
            <Table.Td className={classes.name} style={{ paddingInlineStart: 20 + depth * 22 }}>
              <UnstyledButton className={classes.open} onClick={() => onSelect(node.id)}>
                {nodeName(node)}
              </UnstyledButton>
            </Table.Td>
            <Table.Td>
              <Group gap={6}>
                <StateBadge state={node.state} />
                {node.failed > 0 && (
                  <Text size="xs" c="red" component="span">
                    <Plural value={node.failed} one="# model failed" other="# models failed" />
                  </Text>
                )}
              </Group>
            </Table.Td>
            <Table.Td ta="end" visibleFrom="sm">
              {count(node.answers)}
            </Table.Td>
            <Table.Td className={classes.leading} visibleFrom="sm">
              {node.leading && (
                <Text size="sm" truncate title={node.leading.generator}>
                  {node.leading.text}
                </Text>
              )}
            </Table.Td>
            <Table.Td ta="end">{percent(node.leading?.probability)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
