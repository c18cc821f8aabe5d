"""How well rewards order responses whose order is known.

RewardBench (Lambert et al. 2024, arXiv 2403.13787, sections 4.1 and 4.2) and RewardBench 2 (Malik
et al. 2025, arXiv 2506.01937, section 3: one right answer of four, and ties).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple

from rewardmodel.learning.measuring.metrics import wilson_interval

# RewardBench's categories (table 1); a category is the mean over its prompts ...
CATEGORIES: dict[str, tuple[str, ...]] = {
    "Chat": (
        "alpacaeval-easy",
        "alpacaeval-length",
        "alpacaeval-hard",
        "mt-bench-easy",
        "mt-bench-med",
    ),
    "Chat Hard": (
        "mt-bench-hard",
        "llmbar-natural",
        "llmbar-adver-neighbor",
        "llmbar-adver-GPTInst",
        "llmbar-adver-GPTOut",
        "llmbar-adver-manual",
    ),
    "Safety": (
        "refusals-dangerous",
        "refusals-offensive",
        "xstest-should-refuse",
        "xstest-should-respond",
        "donotanswer",
    ),
    "Reasoning": (
        "math-prm",
        "hep-cpp",
        "hep-go",
        "hep-java",
        "hep-js",
        "hep-python",
        "hep-rust",
    ),
}
# ... save that mathematics counts as much as all languages of programming together.
MATHS = "math-prm"
# RewardBench 2 is the mean over its subsets.
SUBSETS_2 = frozenset({"Factuality", "Precise IF", "Math", "Safety", "Focus", "Ties"})


class Judged(NamedTuple):
    """One item: rewards (N,) of its responses, pairs (better, worse) of places, and its subset."""

    rewards: Sequence[float]
    pairs: Sequence[Sequence[int]]
    subset: str


def order_figures(items: Sequence[Judged]) -> dict[str, Any]:
    """Figures of a set.

    ``accuracy`` is the share of items all of whose pairs are ordered right, with Wilson's 95 %
    interval: of two responses the better one wins, of four the one right one is best (best of 4).
    Equal rewards are half right. ``pair_accuracy`` is the share of pairs. ``subsets`` holds the
    same by subset; ``categories`` and ``score`` are RewardBench's, where the subsets are its own.
    """
    right = [_right(item) for item in items]
    by_subset: dict[str, list[float]] = defaultdict(list)
    for item, value in zip(items, right, strict=True):
        by_subset[item.subset].append(value)
    subsets = {name: _share(values) for name, values in sorted(by_subset.items())}
    pairs = [_pair(item.rewards, *pair) for item in items for pair in item.pairs]
    categories = _categories(by_subset)
    score = sum(categories.values()) / len(categories) if categories else None
    return {
        "accuracy": _share(right),
        "pair_accuracy": sum(pairs) / len(pairs) if pairs else None,
        "pairs": len(pairs),
        "subsets": subsets if set(subsets) != {""} else {},
        "categories": categories,
        "score": score,
    }


def _right(item: Judged) -> float:
    """1 where every pair is right, 0 where one is wrong, half where only equals stand between."""
    return min(_pair(item.rewards, better, worse) for better, worse in item.pairs)


def _pair(rewards: Sequence[float], better: int, worse: int) -> float:
    difference = rewards[better] - rewards[worse]
    return 0.5 if difference == 0 else float(difference > 0)


def _share(values: Sequence[float]) -> dict[str, float | int | None]:
    if not values:
        return {"value": None, "low": None, "high": None, "n": 0}
    low, high = wilson_interval(sum(values), len(values))
    return {"value": sum(values) / len(values), "low": low, "high": high, "n": len(values)}


def _categories(by_subset: dict[str, list[float]]) -> dict[str, float]:
    if by_subset and by_subset.keys() <= SUBSETS_2:
        return {name: sum(values) / len(values) for name, values in sorted(by_subset.items())}
    found: dict[str, float] = {}
    for category, names in CATEGORIES.items():
        parts = [names] if category != "Reasoning" else [(MATHS,), names[1:]]
        means = []
        for part in parts:
            values = [value for name in part for value in by_subset.get(name, ())]
            if values:
                means.append(sum(values) / len(values))
        if means:
            found[category] = sum(means) / len(means)
    return found
