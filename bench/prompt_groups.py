"""Real preferences as what fine-tuning takes: groups by prompt, with what is right."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from bench.preference_pools import UKP_QUESTION, dialogue_parts, rows_of
from rewardmodel.learning.arrays import FloatArray, IntArray
from rewardmodel.learning.head.likelihood import OUTCOMES
from rewardmodel.learning.tuning.training_batches import PromptGroup


@dataclass(frozen=True, eq=False)
class LabelledGroup:
    """The comparisons of one prompt, and which side is right by an adjudicated label."""

    comparisons: PromptGroup
    split_by: str  # what is held out together
    right: IntArray  # (n,) +1 where a is, -1 where b is, 0 where neither or unknown


def ukp_groups(data: Path) -> list[LabelledGroup]:
    """One group a topic side; the votes on a pair are one soft target (a, b, tie)."""
    arguments: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows_of(data / "ukp_arguments.jsonl.gz"):
        arguments[row["topic"]].append(row)
    votes: dict[str, dict[tuple[str, str], FloatArray]] = defaultdict(dict)
    gold: dict[tuple[str, str], str | None] = {}
    for row in rows_of(data / "ukp_votes.jsonl.gz"):
        pair = (row["a"], row["b"])
        counts = votes[row["topic"]].setdefault(pair, np.zeros(3))
        counts[OUTCOMES.index(row["choice"])] += 1
        gold[pair] = row["gold"]
    return [_ukp_group(rows, votes[topic], gold) for topic, rows in arguments.items()]


def _ukp_group(
    rows: list[dict[str, Any]],
    votes: dict[tuple[str, str], FloatArray],
    gold: dict[tuple[str, str], str | None],
) -> LabelledGroup:
    place = {row["id"]: i for i, row in enumerate(rows)}
    counts = np.array(list(votes.values()))
    comparisons = PromptGroup(
        prompt=f"{UKP_QUESTION} {rows[0]['title']}: {rows[0]['stance']}",
        responses=[row["text"] for row in rows],
        pairs=np.array([[place[a], place[b]] for a, b in votes], dtype=np.int64),
        targets=counts / counts.sum(axis=1, keepdims=True),
        shown_first=np.zeros(len(votes), dtype=np.int64),
    )
    right = np.array([{"a": 1, "b": -1}.get(gold[pair] or "", 0) for pair in votes])
    return LabelledGroup(comparisons, rows[0]["title"], right)


def hh_groups(data: Path) -> list[LabelledGroup]:
    """One group a dialogue: the last answers, the chosen one first or second by turns."""
    groups = []
    for number, row in enumerate(rows_of(data / "hh_harmless.jsonl.gz")):
        (prompt, chosen), (other, rejected) = (
            dialogue_parts(row["chosen"]),
            dialogue_parts(row["rejected"]),
        )
        if prompt != other or chosen == rejected:
            continue
        sign = 1 if number % 2 == 0 else -1
        comparisons = PromptGroup(
            prompt=prompt,
            responses=[chosen, rejected][::sign],
            pairs=np.array([[0, 1]]),
            targets=np.array([[1.0, 0.0, 0.0] if sign == 1 else [0.0, 1.0, 0.0]]),
            shown_first=np.zeros(1, dtype=np.int64),
        )
        groups.append(LabelledGroup(comparisons, prompt, np.array([sign])))
    return groups


def decided_pairs(groups: list[LabelledGroup]) -> list[dict[str, str]]:
    """What a trainer of chosen and rejected texts takes: the pairs that most voters decided."""
    pairs = []
    for group in groups:
        made = group.comparisons
        assert isinstance(made.prompt, str)
        for (a, b), target in zip(made.pairs, made.targets, strict=True):
            if target[0] == target[1]:
                continue
            chosen, rejected = (a, b) if target[0] > target[1] else (b, a)
            pairs.append(
                {
                    "chosen": f"{made.prompt}\n\n{made.responses[chosen]}",
                    "rejected": f"{made.prompt}\n\n{made.responses[rejected]}",
                }
            )
    return pairs
