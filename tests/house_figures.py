"""Counts the house: python -m tests.house_figures [FOLDER] (this one, where none is named).

Prints one JSON object: files and lines of Python, the length of functions, arrows (imports from
one part of an app to another), and climbs: pairs of parts that import each other.
"""

from __future__ import annotations

import ast
import json
import statistics
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

APPS = ("config", "feedback", "rewardmodel", "plumbline_client")
LEARNING = ("rewardmodel", "learning")


def modules(root: Path) -> Iterator[tuple[tuple[str, ...], ast.Module, int]]:
    """Each module's name in parts, its syntax tree and how many lines it has."""
    for app in APPS:
        for path in sorted((root / app).rglob("*.py")):
            if "migrations" in path.parts:
                continue
            text = path.read_text(encoding="utf-8")
            name = path.relative_to(root).with_suffix("").parts
            yield name, ast.parse(text), text.count("\n")


def part_of(name: tuple[str, ...]) -> str:
    """The part of the house that a module belongs to: an app's folder or file, or one below
    the learning core."""
    depth = 3 if name[:2] == LEARNING else 2
    return ".".join(name[:depth])


def imports_of(tree: ast.Module) -> set[tuple[str, ...]]:
    found: set[tuple[str, ...]] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            found.add(tuple(node.module.split(".")))
        elif isinstance(node, ast.Import):
            found |= {tuple(alias.name.split(".")) for alias in node.names}
    return {name for name in found if name[0] in APPS}


def figures(root: Path) -> dict[str, int | float]:
    lengths: list[int] = []
    lines: list[int] = []
    arrows: Counter[tuple[str, str]] = Counter()
    queries = 0
    for name, tree, count in modules(root):
        lines.append(count)
        lengths += [
            (node.end_lineno or node.lineno) - node.lineno + 1
            for node in ast.walk(tree)
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        ]
        if name[1] == "api":
            queries += sum(
                isinstance(node, ast.Attribute) and node.attr == "objects"
                for node in ast.walk(tree)
            )
        for other in imports_of(tree):
            if part_of(name) != part_of(other):
                arrows[part_of(name), part_of(other)] += 1
    return {
        "files": len(lines),
        "lines": sum(lines),
        "longest file": max(lines),
        "functions": len(lengths),
        "median function": statistics.median(lengths),
        "p90 function": statistics.quantiles(lengths, n=10)[-1],
        "arrows between parts": len(arrows),
        "imports along them": arrows.total(),
        "parts that import each other": sum((b, a) in arrows for a, b in arrows) // 2,
        "queries in api/": queries,
    }


if __name__ == "__main__":
    print(json.dumps(figures(Path(sys.argv[1] if sys.argv[1:] else ".")), indent=1))
