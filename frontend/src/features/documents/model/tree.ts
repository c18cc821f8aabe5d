import { t } from "@lingui/core/macro";
import type { TreeNode } from "@/api/types";
import { groupBy } from "@/shared/lib/groupBy";

export interface Branch {
  node: TreeNode;
  depth: number;
}

/** The nodes from the root down, each before its children, siblings in their order. */
export function walk(nodes: TreeNode[]): Branch[] {
  const children = groupBy(nodes, (node) => node.parent);
  const from = (parent: number | null, depth: number): Branch[] =>
    (children.get(parent) ?? [])
      .toSorted((one, other) => one.position - other.position)
      .flatMap((node) => [{ node, depth }, ...from(node.id, depth + 1)]);
  return from(null, 0);
}

/** The nodes of each height, the root's first, each in the order of the text. */
export function levels(nodes: TreeNode[]): TreeNode[][] {
  const byHeight = groupBy(nodes, (node) => node.height);
  return [...byHeight.keys()]
    .sort((one, other) => other - one)
    .map((height) => (byHeight.get(height) ?? []).toSorted((a, b) => a.start - b.start));
}

export function nodeName({
  parent,
  height,
  position,
}: Pick<TreeNode, "parent" | "height" | "position">): string {
  if (parent === null) return t`Whole document`;
  const part = position + 1;
  return height === 0 ? t`Part ${part}` : t`Level ${height}, part ${part}`;
}
