"""How far people agree who answered the same comparisons."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any, NamedTuple

import numpy as np
from django.db.models import Count, Q, QuerySet

from feedback.models import Comparison, Preference, Project
from feedback.selectors.fair_answers import given_unasked
from feedback.selectors.time_zones import zone_of
from rewardmodel.learning.measuring.agreement import ORDER, Agreement, Votes, measure_agreement
from rewardmodel.learning.measuring.intervals import Interval
from rewardmodel.selectors.figures import figure
from rewardmodel.selectors.slices import (
    Slice,
    places_of_prompts,
    slices_by,
    slices_by_prompt,
    slices_by_time,
)

# The latest answers that figures are measured on, so that they never take long.
LATEST = 100_000
# Of each slice; there may be fifty of them.
SLICE_DRAWS = 200
PLACE_IN_ORDER = {choice: place for place, choice in enumerate(ORDER)}
_FIELDS = (
    "comparison_id",
    "choice",
    "annotator_id",
    "rater",
    "comparison__prompt_id",
    "comparison__stream",
    "comparison__acquisition_rule",
    "created_at",
)


class SharedVotes(NamedTuple):
    """Answers to comparisons that several answered, and what else is known of each (N,)."""

    votes: Votes
    rater: list[tuple[int | None, str]]
    prompt: tuple[int, ...]
    stream: tuple[str, ...]
    acquisition_rule: tuple[str, ...]
    time: tuple[Any, ...]


def answers_from(project_id: int, source: str) -> QuerySet[Preference]:
    """Answers that stand of ``people`` here, of ``imported`` files, or ``all``.

    Without those that were asked for because of others, which are about what is hard, and those
    to gold comparisons, which somebody picked.
    """
    rows = Preference.objects.filter(
        given_unasked(),
        ~Q(comparison__stream=Comparison.Stream.GOLD),
        project_id=project_id,
        is_current=True,
    )
    if source != "all":
        rows = rows.filter(annotator__isnull=source == "imported")
    return rows


def shared_votes(rows: QuerySet[Preference]) -> SharedVotes:
    """Those of the answers that are not the only one to their comparison, oldest first."""
    counted = rows.order_by().values("comparison").annotate(n=Count("id")).filter(n__gt=1)
    shared = rows.filter(comparison__in=counted.values("comparison"))
    found = list(shared.order_by("-id").values_list(*_FIELDS)[:LATEST])[::-1]
    columns = list(zip(*found, strict=True)) if found else [()] * len(_FIELDS)
    unit, choice, annotator, rater, prompt, stream, acquisition_rule, time = columns
    givers = [(who, "" if who else name) for who, name in zip(annotator, rater, strict=True)]
    place: dict[tuple[int | None, str], int] = {(None, ""): -1}
    for giver in givers:
        place.setdefault(giver, len(place) - 1)
    votes = Votes(
        np.array(unit, dtype=np.int64),
        np.array([PLACE_IN_ORDER[each] for each in choice], dtype=np.int64),
        np.array([place[giver] for giver in givers], dtype=np.int64),
        np.array(prompt, dtype=np.int64),
    )
    return SharedVotes(votes, givers, prompt, stream, acquisition_rule, time)


def agreement(project: Project, *, source: str = "people") -> dict[str, Any]:
    """Figures of all shared answers, and by stream, acquisition rule, domain, depth and time."""
    shared = shared_votes(answers_from(project.pk, source))
    slices = [
        {
            "by": part.by,
            "value": part.value,
            **_figures(measure_agreement(votes, draws=SLICE_DRAWS)),
        }
        for part in _slices(shared, project.pk)
        if len(votes := shared.votes.at(part.rows))
    ]
    return {
        "source": source,
        "answers": answers_from(project.pk, source).count(),
        "overall": _figures(measure_agreement(shared.votes)),
        "slices": slices,
    }


def human_ceiling(project: Project) -> dict[str, Any]:
    """How often one person's answer foretells another's, ties half right.

    Of comparisons drawn at random where two people answered any; else of all comparisons.
    """
    rows = answers_from(project.pk, "people")
    random = rows.filter(Q(comparison__stream=Comparison.Stream.RANDOM))
    for stream, some in (("random", random), ("all", rows)):
        found = measure_agreement(shared_votes(some).votes)
        if found.pairs:
            return {"stream": stream, "pairs": found.pairs, **figure(found.score)}
    return {"stream": None, "pairs": 0, "value": None, "low": None, "high": None}


def _slices(shared: SharedVotes, project_id: int) -> Iterator[Slice]:
    if not shared.prompt:
        return
    yield from slices_by("stream", shared.stream)
    yield from slices_by("acquisition_rule", shared.acquisition_rule)
    yield from slices_by_prompt(shared.prompt, places_of_prompts(project_id))
    # A comparison belongs to the time of its first answer here, not half to one and half to next.
    first: dict[int, Any] = {}
    units = shared.votes.unit.tolist()
    for unit, time in zip(units, shared.time, strict=True):
        first[unit] = min(time, first.get(unit, time))
    yield from slices_by_time([first[unit] for unit in units], zone_of(project_id))


def _figures(found: Agreement) -> dict[str, Any]:
    parts = asdict(found)
    return {
        name: figure(getattr(found, name)) if isinstance(getattr(found, name), Interval) else value
        for name, value in parts.items()
    }
