"""Prompts with the rewards of their responses, and what people said of those responses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import numpy as np

from feedback.exports.records import Side
from feedback.exports.selection import FloatArray, conservative
from feedback.imports import Message
from feedback.models import Preference, Project, Rating, Response
from feedback.selectors.fair_answers import may_be_learned

ROWS_AT_ONCE = 2000
_SCORES = ("prompt_id", "id", "reward", "reward_std", "scored_step")
_TEXTS = (
    "text",
    "generator__name",
    "external_id",
    "prompt__messages",
    "prompt__content_hash",
    "checkpoint__name",
)


@dataclass(frozen=True)
class ScoredPrompt:
    """A prompt and those of its responses that the same head scored; ``ids``, ``mean``, ``std``
    (N,) and ``sides`` in an order that depends on the texts alone. ``unscored`` responses have no
    reward, or an older head's."""

    ids: list[int]
    mean: FloatArray
    std: FloatArray
    step: int
    unscored: int
    messages: list[Message]
    prompt_hash: str
    sides: list[Side]

    def scores(self, pessimism: float) -> FloatArray:
        """(N,)"""
        return conservative(self.mean, self.std, pessimism)


def scored_prompts(project: Project, *, texts: bool = True) -> Iterator[ScoredPrompt]:
    """Prompts with at least one reward; without ``texts`` messages and sides are empty."""
    rows = Response.objects.filter(prompt__project=project).order_by(
        "prompt_id", "content_hash", "external_id"
    )
    fields = (*_SCORES, *_TEXTS) if texts else _SCORES
    stream = rows.values_list(*fields).iterator(chunk_size=ROWS_AT_ONCE)
    for _, of_prompt in groupby(stream, key=lambda row: row[0]):
        if found := _latest(list(of_prompt)):
            yield found


def unscored_prompts(project: Project) -> int:
    """How many prompts have responses and none with a reward."""
    of_project = Response.objects.filter(prompt__project=project)
    scored = of_project.filter(reward__isnull=False)
    unscored = of_project.exclude(prompt__in=scored.values("prompt"))
    return unscored.values("prompt").distinct().count()


def judged_responses(project: Project) -> dict[int, bool]:
    """Responses that people spoke of, by id: whether for them more often than against. Those of
    which as much was said for as against are left out, and so are ties."""
    balance: Counter[int] = Counter()
    answers = Preference.objects.filter(
        may_be_learned(), project=project, is_current=True, choice__in=("a", "b")
    )
    votes = answers.values_list("choice", "comparison__response_a", "comparison__response_b")
    for choice, a, b in votes.iterator(chunk_size=ROWS_AT_ONCE):
        balance[a] += 1 if choice == "a" else -1
        balance[b] += 1 if choice == "b" else -1
    rated = Rating.objects.filter(project=project, axes__has_key="label")
    for response, axes in rated.values_list("response", "axes").iterator(chunk_size=ROWS_AT_ONCE):
        balance[response] += 1 if axes["label"] else -1
    return {pk: value > 0 for pk, value in balance.items() if value}


def _latest(rows: list[tuple[Any, ...]]) -> ScoredPrompt | None:
    steps = [row[4] or 0 for row in rows if row[2] is not None]
    if not steps:
        return None
    step = max(steps)
    kept = [row for row in rows if row[2] is not None and (row[4] or 0) == step]
    first = kept[0]
    texts = len(first) > len(_SCORES)
    return ScoredPrompt(
        ids=[row[1] for row in kept],
        mean=np.array([row[2] for row in kept]),
        std=np.array([row[3] or 0.0 for row in kept]),
        step=step,
        unscored=len(rows) - len(kept),
        messages=first[8] if texts else [],
        prompt_hash=first[9] if texts else "",
        sides=[Side(row[1], row[5], row[6], row[7] or str(row[1]), row[10]) for row in kept]
        if texts
        else [],
    )
