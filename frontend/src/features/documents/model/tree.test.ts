import { expect, it } from "vitest";
import type { TreeNode } from "@/api/types";
import { levels, walk } from "./tree";

const node = (id: number, parent: number | null, height: number, position: number): TreeNode => ({
  id,
  parent,
  height,
  position,
  start: position * 10,
  end: position * 10 + 10,
  state: "open",
  answers: 0,
  failed: 0,
  pending: 0,
  leading: null,
});

const nodes = [
  node(2, 4, 0, 1),
  node(1, 4, 0, 0),
  node(3, 5, 0, 2),
  node(5, 6, 1, 1),
  node(4, 6, 1, 0),
  node(6, null, 2, 0),
];

it("walks from the root down, in the order of the text", () => {
  expect(walk(nodes).map(({ node: { id }, depth }) => [id, depth])).toEqual([
    [6, 0],
    [4, 1],
    [1, 2],
    [2, 2],
    [5, 1],
    [3, 2],
  ]);
});

it("puts the root's level on top", () => {
  expect(levels(nodes).map((row) => row.map(({ id }) => id))).toEqual([[6], [4, 5], [1, 2, 3]]);
});
