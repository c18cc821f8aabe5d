"""Answers and ratings with all that exports say of them, streamed in bounded memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db.models import Count, QuerySet

from feedback.exports.records import Choice, Judgement, Rated, Side
from feedback.models import Preference, Rating
from feedback.pseudonyms import annotator_pseudonym

CHUNK = 2000
_RESPONSE = ("id", "text", "generator__name", "external_id")
_PROMPT = ("messages", "content_hash", "metadata")
_FIELDS = (
    "comparison_id",
    *(f"comparison__prompt__{name}" for name in _PROMPT),
    *(f"comparison__response_a__{name}" for name in _RESPONSE),
    *(f"comparison__response_b__{name}" for name in _RESPONSE),
    "choice",
    "id",
    "rater",
    "annotator_id",
    "both_bad",
    "strength",
    "axes",
    "rationale",
    "confidence",
    "duration_ms",
    "first_shown",
    "created_at",
    "comparison__stream",
    "comparison__policy",
    "comparison__propensity",
    "comparison__model_version",
    "metadata",
    "comparison__prompt_id",
)


@dataclass(frozen=True)
class Filters:
    """Which answers: by stream of their comparison, by when they were given (from ``since`` on,
    before ``until``), and of ``people`` here, ``imported``, or all (None)."""

    streams: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    source: str | None = None


def answers_matching(project_id: int, filters: Filters) -> QuerySet[Preference]:
    """Answers that stand."""
    rows = Preference.objects.filter(project_id=project_id, is_current=True)
    if filters.streams:
        rows = rows.filter(comparison__stream__in=filters.streams)
    if filters.since:
        rows = rows.filter(created_at__gte=filters.since)
    if filters.until:
        rows = rows.filter(created_at__lt=filters.until)
    if filters.source:
        rows = rows.filter(annotator__isnull=filters.source == "imported")
    return rows


def judgements(
    project_id: int, filters: Filters, *, order: tuple[str, ...] = ("id",)
) -> Iterator[Judgement]:
    """Every answer that stands and matches, one at a time, as one statement saw them."""
    names = _Names(project_id)
    rows = answers_matching(project_id, filters).order_by(*order).values_list(*_FIELDS)
    for row in rows.iterator(chunk_size=CHUNK):
        yield _judgement(row, names)


def majorities(
    project_id: int,
    filters: Filters,
    *,
    min_votes: int = 1,
    order: tuple[str, ...] = ("comparison_id", "id"),
) -> Iterator[Judgement]:
    """One judgement a comparison with at least so many votes: what most of them say.

    A tie where no choice has more votes than each other.
    """
    votes = judgements(project_id, filters, order=order)
    for _, of_comparison in groupby(votes, key=lambda vote: vote.comparison):
        group = list(of_comparison)
        if len(group) >= min_votes:
            yield _majority(group)


def rated_responses(project_id: int, axis: str) -> Iterator[Rated]:
    """Ratings that have the axis, in the order in which they came."""
    rows = Rating.objects.filter(project_id=project_id, axes__has_key=axis).order_by("id")
    fields = (
        *(f"response__prompt__{name}" for name in _PROMPT),
        *(f"response__{name}" for name in _RESPONSE),
        "rater",
        "axes",
        "metadata",
    )
    for row in rows.values_list(*fields).iterator(chunk_size=CHUNK):
        messages, digest, metadata = row[:3]
        yield Rated(messages, digest, metadata.get("format", ""), _side(*row[3:7]), *row[7:])


def agreement(project_id: int, filters: Filters) -> tuple[int, int]:
    """Pairs of votes on the same comparison: how many there are, and how many of them agree."""
    counts = (
        answers_matching(project_id, filters)
        .order_by("comparison_id")
        .values_list("comparison_id", "choice")
        .annotate(votes=Count("id"))
    )
    pairs = agreeing = 0
    for _, of_comparison in groupby(counts.iterator(chunk_size=CHUNK), key=lambda row: row[0]):
        votes = [row[2] for row in of_comparison]
        pairs += sum(votes) * (sum(votes) - 1) // 2
        agreeing += sum(number * (number - 1) // 2 for number in votes)
    return pairs, agreeing


class _Names:
    """Pseudonyms of the people who answered, each made once."""

    def __init__(self, project_id: int) -> None:
        self._project_id = project_id
        self._made: dict[int, str] = {}

    def of(self, user_id: int) -> str:
        if user_id not in self._made:
            self._made[user_id] = annotator_pseudonym(self._project_id, user_id)
        return self._made[user_id]


def _side(pk: int, text: str, generator: str, external_id: str) -> Side:
    return Side(pk, text, generator, external_id or str(pk))


def _judgement(row: tuple[Any, ...], names: _Names) -> Judgement:
    comparison, messages, digest, prompt_metadata = row[:4]
    choice: Choice
    choice, pk, rater, annotator = row[12:16]
    both_bad, strength, axes, rationale, confidence, duration_ms, first_shown = row[16:23]
    answered_at, stream, policy, propensity, model_version, metadata, prompt = row[23:]
    return Judgement(
        comparison=comparison,
        prompt=prompt,
        messages=messages,
        prompt_hash=digest,
        prompt_format=prompt_metadata.get("format", ""),
        a=_side(*row[4:8]),
        b=_side(*row[8:12]),
        choice=choice,
        share={"a": 1.0, "b": 0.0, "tie": 0.5}[choice],
        votes=1,
        preference=pk,
        rater=rater if annotator is None else names.of(annotator),
        both_bad=both_bad,
        strength=strength,
        axes=axes,
        rationale=rationale,
        confidence=confidence,
        duration_ms=duration_ms,
        first_shown=first_shown,
        answered_at=answered_at.isoformat(),
        stream=stream,
        policy=policy,
        propensity=propensity,
        model_version=model_version,
        metadata=metadata,
    )


def _majority(votes: Iterable[Judgement]) -> Judgement:
    group = list(votes)
    counts = Counter(vote.choice for vote in group)
    (first, most), *others = counts.most_common()
    choice: Choice = "tie" if others and others[0][1] == most else first
    said = next((vote for vote in group if vote.choice == choice), group[0])
    share = sum(vote.share for vote in group) / len(group)
    return replace(said, choice=choice, share=share, votes=len(group))
