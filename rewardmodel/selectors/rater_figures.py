"""What is known of each person who answers: reliability, habits, pace, and what looks wrong."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Length

from feedback.models import Comparison, Preference, Project, RaterBelief
from feedback.pseudonyms import annotator_pseudonym
from feedback.selectors.rater_beliefs import Rater, rater_beliefs, rater_of
from rewardmodel.learning.arrays import FloatArray, IntArray
from rewardmodel.learning.measuring import habits
from rewardmodel.learning.measuring.agreement import Votes
from rewardmodel.selectors.agreement import LATEST, PLACE_IN_ORDER, answers_from, shared_votes
from rewardmodel.selectors.answers import SHOWN
from rewardmodel.selectors.figures import share

# The most raters that are listed, those with the most answers first.
MOST = 500
# With fewer answers than this nothing is called out of the ordinary.
FEWEST = 20
FEWEST_REPEATS = 5
# Of pairs with others' answers, before somebody is told how far they agree: from fewer of them
# one could read what another person answered.
FEWEST_SHARED = 20
# And the steps in which they are told, since one answer more must not show what another said.
STEP = 0.05
_Z = 1.96
_FIELDS = (
    "annotator_id",
    "rater",
    "choice",
    "first_shown",
    "duration_ms",
    "naive_ms",
    "length_a",
    "length_b",
)


_HASHES = (
    "comparison__prompt__content_hash",
    "comparison__response_a__content_hash",
    "comparison__response_b__content_hash",
)


class _Answers(NamedTuple):
    """N answers by K raters."""

    people: list[Rater]
    rater: IntArray  # (N,)
    choice: IntArray  # (N,) 0 a, 1 tie, 2 b
    shown: IntArray  # (N,) +1 where a was shown first, -1 where b was, 0 where unknown
    seconds: FloatArray  # (N,) NaN where unknown
    naive: FloatArray  # (N,) seconds before the source was opened, NaN where it was not hidden
    lengths: FloatArray  # (N, 2) characters of a and b


def rater_figures(
    project: Project, *, source: str = "people", only: int | None = None, viewer: int
) -> dict[str, Any]:
    """One row a rater, those with the most answers first, under their pseudonyms.

    Args:
        only: the id of the one annotator whose row is asked for.
        viewer: the id of the person who asks, whose own row is marked.
    """
    rows = answers_from(project.pk, source)
    mine = rows if only is None else rows.filter(annotator=only)
    answers = _read(mine)
    with_gold = Preference.objects.filter(project=project, is_current=True)
    if only is not None:
        with_gold = with_gold.filter(annotator=only)
    shared = rows
    if only is not None:
        shared = rows.filter(comparison__in=mine.order_by().values("comparison"))
    people = {person: i for i, person in enumerate(answers.people)}
    tallies = _tallies(answers) | {
        "agreement": _with_others(shared, people),
        "repeats": _with_oneself(with_gold, people),
        "gold": _with_gold(with_gold, people),
    }
    beliefs = {rater_of(row): row for row in rater_beliefs(project.pk)}
    given = np.bincount(answers.rater, minlength=len(people))
    shown = sorted(people.items(), key=lambda item: -int(given[item[1]]))[:MOST]
    found = [
        _row(project, person, i, answers, tallies, beliefs.get(person), viewer)
        for person, i in shown
    ]
    if only is not None:
        found = [_withheld(row) for row in found]
    found.sort(key=lambda row: (-row["answers"], row["rater"]))
    return {"source": source, "raters": found}


def _read(rows: QuerySet[Preference]) -> _Answers:
    rows = rows.annotate(
        length_a=Length("comparison__response_a__text"),
        length_b=Length("comparison__response_b__text"),
    )
    named = rows.filter(Q(annotator__isnull=False) | ~Q(rater=""))
    found = list(named.order_by("-id").values_list(*_FIELDS)[:LATEST])
    columns = list(zip(*found, strict=True)) if found else [()] * len(_FIELDS)
    annotator, rater, choice, shown, took, naive, length_a, length_b = columns
    givers = [Rater(who, "" if who else name) for who, name in zip(annotator, rater, strict=True)]
    place = {giver: i for i, giver in enumerate(dict.fromkeys(givers))}
    return _Answers(
        list(place),
        np.array([place[giver] for giver in givers], dtype=np.int64),
        np.array([PLACE_IN_ORDER[each] for each in choice], dtype=np.int64),
        np.array([SHOWN[each] for each in shown], dtype=np.int64),
        _seconds(took),
        _seconds(naive),
        np.array([length_a, length_b], dtype=np.float64).T.reshape(-1, 2),
    )


def _seconds(milliseconds: Sequence[int | None]) -> FloatArray:
    return np.array([np.nan if ms is None else ms / 1000 for ms in milliseconds], dtype=np.float64)


def _median(values: FloatArray) -> float | None:
    known = values[np.isfinite(values)]
    return float(np.median(known)) if len(known) else None


def _tallies(answers: _Answers) -> dict[str, habits.Tally]:
    k, rater = len(answers.people), answers.rater
    side = 1 - answers.choice  # +1 a, 0 tie, -1 b
    longer = np.sign(answers.lengths[:, 0] - answers.lengths[:, 1]).astype(np.int64)
    everything = np.ones(len(rater), dtype=np.bool_)
    timed = np.isfinite(answers.seconds)
    fast = habits.too_fast(answers.seconds, answers.lengths.sum(axis=1))
    decided = side != 0
    sided = decided & (answers.shown != 0)
    return {
        "fast": habits.tally(fast, timed, rater, k),
        "first_shown": habits.tally(side == answers.shown, sided, rater, k),
        "longer": habits.tally(side == longer, decided & (longer != 0), rater, k),
        "ties": habits.tally(~decided, everything, rater, k),
    }


def _with_others(rows: QuerySet[Preference], people: dict[Rater, int]) -> habits.Tally:
    shared = shared_votes(rows)
    rater = [people.get(Rater(*giver), -1) for giver in shared.rater]
    votes = shared.votes
    renamed = Votes(votes.unit, votes.answer, np.array(rater, dtype=np.int64), votes.group)
    return habits.agreement_with_others(renamed, len(people))


def _with_oneself(rows: QuerySet[Preference], people: dict[Rater, int]) -> habits.Tally:
    """Repeats are comparisons of the same texts under the same prompt, asked as two."""
    asked = Comparison.objects.filter(pk__in=rows.order_by().values("comparison"))
    # Only prompts that are in the project twice, or have a gold comparison, can be asked twice.
    doubled = (
        asked.order_by()
        .values("prompt__content_hash")
        .annotate(prompts=Count("prompt", distinct=True))
        .filter(prompts__gt=1)
    )
    names = doubled.values("prompt__content_hash")
    gold = asked.filter(stream=Comparison.Stream.GOLD).values("prompt")
    found = (
        rows.filter(Q(comparison__prompt__content_hash__in=names) | Q(comparison__prompt__in=gold))
        .order_by("id")
        .values_list("annotator_id", "rater", "choice", *_HASHES)
    )
    question: dict[tuple[str, ...], int] = {}
    seen = []
    for annotator, name, choice, prompt, a, b in found[:LATEST]:
        person = people.get(Rater(annotator, "" if annotator else name))
        if person is None:
            continue
        turned = a > b  # responses have no order of their own
        key = (prompt, b, a) if turned else (prompt, a, b)
        place = PLACE_IN_ORDER[choice]
        answer = 2 - place if turned else place
        seen.append((question.setdefault(key, len(question)), answer, person))
    texts, said, who = np.array(seen, dtype=np.int64).reshape(-1, 3).T
    return habits.agreement_with_oneself(texts, said, who, len(people))


def _with_gold(rows: QuerySet[Preference], people: dict[Rater, int]) -> habits.Tally:
    """How often the known answer of a gold comparison was given."""
    gold = rows.filter(comparison__stream=Comparison.Stream.GOLD).order_by("-id")
    found = gold.values_list("annotator_id", "choice", "comparison__expected")[:LATEST]
    kept = [
        (people[Rater(annotator, "")], choice == expected)
        for annotator, choice, expected in found
        if Rater(annotator, "") in people
    ]
    who, right = np.array(kept, dtype=np.int64).reshape(-1, 2).T
    everything = np.ones(len(who), dtype=np.bool_)
    return habits.tally(right.astype(np.bool_), everything, who, len(people))


def _row(
    project: Project,
    person: Rater,
    index: int,
    answers: _Answers,
    tallies: dict[str, habits.Tally],
    belief: RaterBelief | None,
    viewer: int,
) -> dict[str, Any]:
    own = answers.rater == index
    known = person.annotator_id
    row: dict[str, Any] = {
        "rater": annotator_pseudonym(project.pk, known) if known else person.pseudonym,
        "mine": known == viewer,
        "answers": int(own.sum()),
        "median_seconds": _median(answers.seconds[own]),
        "median_naive_seconds": _median(answers.naive[own]),
        "reliability": None,
        "side_bias": None,
    }
    for name, tally in tallies.items():
        row[name] = share(float(tally.right[index]), float(tally.total[index]))
    if belief is not None:
        reliability = _around(belief.log_reliability, belief.log_reliability_std)
        row["reliability"] = {name: math.exp(part) for name, part in reliability.items()}
        row["side_bias"] = _around(belief.side_bias, belief.side_bias_std)
    row["anomalies"] = _anomalies(row)
    return row


def _around(mean: float, std: float) -> dict[str, float]:
    return {"value": mean, "low": mean - _Z * std, "high": mean + _Z * std}


def _anomalies(row: dict[str, Any]) -> list[str]:
    """What is out of the ordinary beyond what chance explains."""
    fast, side, repeats, reliability = (
        row[name] for name in ("fast", "first_shown", "repeats", "reliability")
    )
    found = []
    if fast["n"] >= FEWEST and fast["low"] > 0.2:
        found.append("too_fast")
    if side["n"] >= FEWEST and (side["low"] > 0.7 or side["high"] < 0.3):
        found.append("one_side")
    if repeats["n"] >= FEWEST_REPEATS and repeats["high"] < 0.75:
        found.append("contradicts_self")
    if row["answers"] >= FEWEST and reliability and reliability["high"] < 0.5:
        found.append("unreliable")
    return found


def _withheld(row: dict[str, Any]) -> dict[str, Any]:
    """An annotator's own row, without what would tell others' single answers."""
    found = row["agreement"]
    if found["n"] < FEWEST_SHARED:
        return row | {"agreement": share(0, 0)}
    rounded = {name: round(found[name] / STEP) * STEP for name in ("value", "low", "high")}
    return row | {"agreement": rounded | {"n": found["n"] // 10 * 10}}
