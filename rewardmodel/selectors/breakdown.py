"""Where the reward model is right: on the random share against people, by margin, by subject."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from django.db.models import Q
from django.db.models.functions import Length

from feedback.models import Comparison, Project
from feedback.selectors.fair_answers import given_unasked
from feedback.selectors.time_zones import zone_of
from rewardmodel.learning.arrays import BoolArray, FloatArray
from rewardmodel.models import LearnedPreference
from rewardmodel.selectors.agreement import LATEST, human_ceiling
from rewardmodel.selectors.figures import share
from rewardmodel.selectors.slices import (
    Slice,
    places_of_prompts,
    slices_by,
    slices_by_prompt,
    slices_by_time,
)

# Borders of |log P(a) / P(b)|, the margin by which the model preferred a side.
MARGINS = (0.0, 0.25, 0.5, 1.0, 1.5, 2.0, 3.0, float("inf"))
_TINY = 1e-12
_FIELDS = (
    "correct",
    "probability_a",
    "probability_b",
    "preference__choice",
    "preference__comparison__stream",
    "preference__comparison__acquisition_rule",
    "preference__comparison__prompt_id",
    "preference__created_at",
    "length_a",
    "length_b",
)


class _Foretold(NamedTuple):
    """N answers of people that the model foretold before it learned them."""

    correct: FloatArray  # (N,) ties half
    chances: FloatArray  # (N, 2) of a and of b
    side: FloatArray  # (N,) +1 a, 0 tie, -1 b
    stream: tuple[str, ...]
    acquisition_rule: tuple[str, ...]
    prompt: tuple[int, ...]
    time: tuple[Any, ...]
    lengths: FloatArray  # (N, 2)

    def at(self, rows: BoolArray) -> _Foretold:
        """Those of the rows alone."""
        kept = np.flatnonzero(rows).tolist()
        return _Foretold(
            self.correct[kept],
            self.chances[kept],
            self.side[kept],
            tuple(self.stream[i] for i in kept),
            tuple(self.acquisition_rule[i] for i in kept),
            tuple(self.prompt[i] for i in kept),
            tuple(self.time[i] for i in kept),
            self.lengths[kept],
        )


def breakdown(project: Project) -> dict[str, Any]:
    """Accuracy on the random share, what people reach there, and accuracy by all that matters.

    By stream and acquisition rule of all answers; everything else of the random share alone.
    """
    foretold = _read(project)
    is_drawn = [each == Comparison.Stream.RANDOM for each in foretold.stream]
    drawn = foretold.at(np.array(is_drawn, dtype=np.bool_))
    slices = [*_of_all(foretold), *_of_random_share(drawn, project.pk)]
    return {
        "random_share": share(float(drawn.correct.sum()), len(drawn.correct)),
        "ceiling": human_ceiling(project),
        "slices": slices,
        "margins": _by_margin(drawn),
        "length": _length(drawn),
    }


def _read(project: Project) -> _Foretold:
    rows = (
        LearnedPreference.objects.filter(
            given_unasked("preference__"),
            ~Q(preference__comparison__stream=Comparison.Stream.GOLD),
            head__project=project,
            correct__isnull=False,
            preference__annotator__isnull=False,
        )
        .annotate(
            length_a=Length("preference__comparison__response_a__text"),
            length_b=Length("preference__comparison__response_b__text"),
        )
        .order_by("-step")
    )
    found = list(rows.values_list(*_FIELDS)[:LATEST])
    columns = list(zip(*found, strict=True)) if found else [()] * len(_FIELDS)
    (
        correct,
        chance_a,
        chance_b,
        choice,
        stream,
        acquisition_rule,
        prompt,
        time,
        length_a,
        length_b,
    ) = columns
    sides = {"a": 1.0, "tie": 0.0, "b": -1.0}
    return _Foretold(
        np.array(correct, dtype=np.float64),
        np.array([chance_a, chance_b], dtype=np.float64).T.reshape(-1, 2),
        np.array([sides[each] for each in choice], dtype=np.float64),
        stream,
        acquisition_rule,
        prompt,
        time,
        np.array([length_a, length_b], dtype=np.float64).T.reshape(-1, 2),
    )


def _of_all(foretold: _Foretold) -> Iterator[dict[str, Any]]:
    for by, values in (
        ("stream", foretold.stream),
        ("acquisition_rule", foretold.acquisition_rule),
    ):
        for part in slices_by(by, values):
            yield _named(part, foretold)


def _of_random_share(drawn: _Foretold, project_id: int) -> Iterator[dict[str, Any]]:
    if not len(drawn.correct):
        return
    for part in slices_by_prompt(drawn.prompt, places_of_prompts(project_id)):
        yield _named(part, drawn)
    for part in slices_by_time(drawn.time, zone_of(project_id)):
        yield _named(part, drawn)


def _named(part: Slice, foretold: _Foretold) -> dict[str, Any]:
    return {"by": part.by, "value": part.value, **_accuracy(foretold.correct[part.rows])}


def _accuracy(correct: FloatArray) -> dict[str, Any]:
    """Under its own name: a slice has a value too."""
    found = share(float(correct.sum()), len(correct))
    return {"accuracy": found.pop("value"), **found}


def _by_margin(drawn: _Foretold) -> list[dict[str, Any]]:
    """Decided answers by how clearly the model preferred a side, and how often it should be right.

    ``expected`` is the mean probability, ties aside, that the model gave the side it preferred.
    """
    decided = drawn.side != 0
    chances = np.maximum(drawn.chances[decided], _TINY)
    margin = np.abs(np.log(chances[:, 0] / chances[:, 1]))
    expected = chances.max(axis=1) / chances.sum(axis=1)
    rows = []
    for low, high in pairwise(MARGINS):
        inside = (margin >= low) & (margin < high)
        if inside.any():
            rows.append(
                {
                    "from_margin": low,
                    "to_margin": None if np.isinf(high) else high,
                    "expected": float(expected[inside].mean()),
                    **_accuracy(drawn.correct[decided][inside]),
                }
            )
    return rows


def _length(drawn: _Foretold) -> dict[str, Any]:
    """How often the longer response is chosen, by people and by the model, on the same answers."""
    longer = np.sign(drawn.lengths[:, 0] - drawn.lengths[:, 1])
    counts = (drawn.side != 0) & (longer != 0)
    longer, side = longer[counts], drawn.side[counts]
    preferred = np.sign(drawn.chances[counts, 0] - drawn.chances[counts, 1])
    by_model = np.where(preferred == 0, 0.5, preferred == longer)
    by_people = side == longer
    correct = drawn.correct[counts]
    return {
        "people": share(float(by_people.sum()), len(side)),
        "model": share(float(by_model.sum()), len(side)),
        "right_where_longer_won": share(float(correct[by_people].sum()), int(by_people.sum())),
        "right_where_shorter_won": share(float(correct[~by_people].sum()), int((~by_people).sum())),
    }
