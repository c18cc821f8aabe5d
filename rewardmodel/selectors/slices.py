"""By what figures are split: domain and depth of the prompt, stream, acquisition rule, time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

import numpy as np

from feedback.models import Prompt
from feedback.selectors.domains import domain_of_prompt
from rewardmodel.learning.arrays import BoolArray

# The most values that one way of splitting shows, those with the most answers first.
MOST_VALUES = 12
DAY_0 = date(1970, 1, 1).toordinal()


class Place(NamedTuple):
    """Where a prompt belongs: "" and None where nobody says."""

    domain: str
    depth: int | None  # height in the tree of a document, leaves being 0


class Slice(NamedTuple):
    """Some rows (N,) that have one value in common."""

    by: str
    value: str
    rows: BoolArray


def places_of_prompts(project_id: int) -> dict[int, Place]:
    """Domain and depth of every prompt of the project, by its id.

    The domain is what the metadata says, or the title of the document that the prompt is from.
    """
    rows = Prompt.objects.filter(project_id=project_id).annotate(domain=domain_of_prompt())
    found = rows.values_list("pk", "domain", "node__height")
    return {pk: Place(str(domain), height) for pk, domain, height in found}


def slices_by(by: str, values: Sequence[object]) -> Iterator[Slice]:
    """One slice a value (N,), empty values left out, the most frequent first."""
    names = np.array(["" if value is None else str(value) for value in values], dtype=object)
    for value, _ in Counter(name for name in names if name).most_common(MOST_VALUES):
        yield Slice(by, value, np.asarray(names == value, dtype=np.bool_))


def slices_by_prompt(prompts: Sequence[int], places: dict[int, Place]) -> Iterator[Slice]:
    """By domain, then by depth, leaves first."""
    nowhere = Place("", None)
    found = [places.get(prompt, nowhere) for prompt in prompts]
    yield from slices_by("domain", [place.domain for place in found])
    by_depth = slices_by("depth", [place.depth for place in found])
    yield from sorted(by_depth, key=lambda part: int(part.value))


def slices_by_time(times: Sequence[datetime], zone: ZoneInfo) -> Iterator[Slice]:
    """By day, week, or four weeks, whichever gives at most some two dozen; named by first days.

    Days begin as they do in ``zone``.
    """
    if not times:
        return
    dates = [time.astimezone(zone).date().toordinal() - DAY_0 for time in times]
    days = np.array(dates, dtype=np.float64)
    span = days.max() - days.min() + 1
    length = 1 if span <= 21 else 7 if span <= 168 else 28
    # Day 0 was a Thursday; weeks begin on Mondays.
    start = days if length == 1 else np.floor((days + 3) / length) * length - 3
    for first in np.unique(start):
        name = np.datetime64(int(first), "D")
        yield Slice("time", str(name), np.asarray(start == first, dtype=np.bool_))
