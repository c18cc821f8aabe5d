"""The shape of the tree above the leaves."""

from __future__ import annotations


def tree_shape(leaf_count: int, fan_out: int) -> list[list[int]]:
    """How many children each parent has, level by level from the leaves' parents to the root.

    ``tree_shape(7, 3)`` is ``[[2, 2, 3], [3]]``: three parents of leaves, then the root. Every
    level has as few nodes as ``fan_out`` allows, and the numbers of children within a level
    differ by at most one. A single leaf is the root itself: the list is empty.

    Raises ValueError if ``leaf_count`` is less than 1 or ``fan_out`` less than 2.
    """
    if leaf_count < 1 or fan_out < 2:
        raise ValueError("a tree needs at least one leaf and a fan-out of at least two")
    levels: list[list[int]] = []
    nodes = leaf_count
    while nodes > 1:
        parents = -(-nodes // fan_out)
        levels.append([(i + 1) * nodes // parents - i * nodes // parents for i in range(parents)])
        nodes = parents
    return levels
