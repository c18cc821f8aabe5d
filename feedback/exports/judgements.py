"""Answers and ratings with all that exports say of them, streamed in bounded memory."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db.models import Case, F, Q, QuerySet, TextField, When
from django.db.models.functions import Cast, Coalesce

from feedback.exports.prompt_text import TRANSCRIPTS
from feedback.exports.rater_posterior import (
    TYPICAL,
    CastVote,
    VoteModel,
    likeliest,
    outcome_posterior,
)
from feedback.exports.records import NO_DETAILS, Choice, Details, Judgement, Rated, Side
from feedback.models import Preference, Prompt, Rating
from feedback.pseudonyms import annotator_pseudonym
from feedback.selectors.fair_answers import may_be_learned
from feedback.selectors.rater_beliefs import TYPICAL as TYPICAL_RATER
from feedback.selectors.rater_beliefs import rater_beliefs, rater_of

ROWS_AT_ONCE = 2000
SHARES = {"a": 1.0, "b": 0.0, "tie": 0.5}
# JSON columns are read as text: most of them are short and the same again and again.
_TEXTS = {
    "said": Cast("metadata", TextField()),
    "told": Cast("comparison__prompt__metadata", TextField()),
    "asked": Cast("comparison__prompt__messages", TextField()),
}
_FIELDS = (
    "comparison_id",
    "comparison__prompt_id",
    "asked",
    "comparison__prompt__content_hash",
    "told",
    "comparison__response_a_id",
    "comparison__response_a__text",
    "comparison__response_b_id",
    "comparison__response_b__text",
    "choice",
    "id",
    "said",
)
_SIDES = tuple(
    name
    for side in "ab"
    for name in (
        f"by_{side}",
        f"comparison__response_{side}__external_id",
        f"checkpoint_{side}",
    )
)
# A vote is about the generators that its row names, or else those that the texts came with.
_CREDITS = {
    f"by_{side}": Coalesce(
        f"generator_{side}__name", f"comparison__response_{side}__generator__name"
    )
    for side in "ab"
} | {
    f"checkpoint_{side}": Case(
        When(
            **{f"generator_{side}__isnull": True},
            then=F(f"comparison__response_{side}__checkpoint__name"),
        )
    )
    for side in "ab"
}
_DETAILS = (
    "rater",
    "annotator_id",
    "both_bad",
    "strength",
    "axes",
    "rationale",
    "confidence",
    "duration_ms",
    "naive_ms",
    "source_ms",
    "first_shown",
    "created_at",
    "comparison__stream",
    "comparison__acquisition_rule",
    "comparison__propensity",
    "comparison__model_version",
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
    rows = Preference.objects.filter(may_be_learned(), project_id=project_id, is_current=True)
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
    project_id: int,
    filters: Filters,
    *,
    order: tuple[str, ...] = ("id",),
    detailed: bool = True,
    transcripts: bool = False,
) -> Iterator[Judgement]:
    """Every answer that stands and matches, one at a time, as one statement saw them."""
    names = _Names(project_id)
    fields = (*_FIELDS, *_SIDES, *_DETAILS) if detailed else _FIELDS
    rows = answers_matching(project_id, filters).order_by(*order).annotate(**_TEXTS)
    if detailed:
        rows = rows.annotate(**_CREDITS)
    for row in rows.values_list(*fields).iterator(chunk_size=ROWS_AT_ONCE):
        yield _judgement(row, names, transcripts)


def need_transcripts(prompts: QuerySet[Prompt]) -> bool:
    """Whether some of the prompts are no single text of a user, or came as transcripts: then all of
    a file's are written as transcripts, so that a model sees one style."""
    single = Q(messages__0__role="user", messages__1__isnull=True)
    return prompts.filter(~single | Q(metadata__format=TRANSCRIPTS)).exists()


def majorities(
    project_id: int,
    filters: Filters,
    *,
    min_votes: int = 1,
    order: tuple[str, ...] = ("comparison_id", "id"),
    detailed: bool = True,
    transcripts: bool = False,
) -> Iterator[Judgement]:
    """One judgement a comparison with at least so many votes: what most of them say.

    A tie where no choice has more votes than each other.
    """
    votes = judgements(project_id, filters, order=order, detailed=detailed, transcripts=transcripts)
    return map(_majority, _by_comparison(votes, min_votes))


def posteriors(
    project_id: int,
    filters: Filters,
    *,
    min_votes: int = 1,
    order: tuple[str, ...] = ("comparison_id", "id"),
    transcripts: bool = False,
) -> Iterator[Judgement]:
    """One judgement a comparison with at least so many votes, each weighed by how reliable its
    rater is held to be; ``share`` is the probability that a typical rater prefers a, ties counted
    as half."""
    raters = _vote_models(project_id)
    votes = judgements(project_id, filters, order=order, transcripts=transcripts)
    for group in _by_comparison(votes, min_votes):
        yield _posterior(group, raters)


def _by_comparison(votes: Iterator[Judgement], least: int) -> Iterator[list[Judgement]]:
    for _, of_comparison in groupby(votes, key=lambda vote: vote.comparison):
        group = list(of_comparison)
        if len(group) >= least:
            yield group


def rated_responses(
    project_id: int, axis: str | None = None, *, transcripts: bool = False
) -> Iterator[Rated]:
    """Ratings, or those that have the axis, in the order in which they came."""
    rows = Rating.objects.filter(project_id=project_id).order_by("id")
    if axis is not None:
        rows = rows.filter(axes__has_key=axis)
    released = When(generator__isnull=True, then=F("response__checkpoint__name"))
    rows = rows.annotate(
        by=Coalesce("generator__name", "response__generator__name"), state=Case(released)
    )
    fields = (
        *("response__prompt__messages", "response__prompt__content_hash"),
        *("response__id", "response__text", "by", "response__external_id"),
        "state",
        "rater",
        "axes",
        "metadata",
    )
    for row in rows.values_list(*fields).iterator(chunk_size=ROWS_AT_ONCE):
        messages, digest, *of_response = row
        yield Rated(messages, digest, transcripts, _side(*of_response[:5]), *of_response[5:])


def agreement(project_id: int, filters: Filters) -> tuple[int, int]:
    """Pairs of answers of different raters to the same comparison: how many there are, and how many
    of them agree. Of several answers of one rater the last counts; where nobody says whose an
    answer is, it is somebody's of their own."""
    votes = (
        answers_matching(project_id, filters)
        .order_by("comparison_id", "id")
        .values_list("comparison_id", "choice", "annotator_id", "rater")
    )
    pairs = agreeing = 0
    for _, of_comparison in groupby(
        votes.iterator(chunk_size=ROWS_AT_ONCE), key=lambda row: row[0]
    ):
        last: dict[Any, str] = {}
        for index, (_, choice, annotator, rater) in enumerate(of_comparison):
            last[(annotator, "" if annotator else rater) if annotator or rater else index] = choice
        numbers = Counter(last.values()).values()
        pairs += len(last) * (len(last) - 1) // 2
        agreeing += sum(number * (number - 1) // 2 for number in numbers)
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


def _side(pk: int, text: str, generator: str, external_id: str, checkpoint: str | None) -> Side:
    return Side(pk, text, generator, external_id or str(pk), checkpoint)


def _node(metadata: str) -> dict[str, Any] | None:
    """The place in a document that a prompt is about, from its metadata as text."""
    if '"span"' not in metadata:
        return None
    found = json.loads(metadata)
    wanted = ("document", "depth", "height", "span")
    return {name: found[name] for name in wanted} if found.keys() >= set(wanted) else None


def _judgement(row: tuple[Any, ...], names: _Names, transcripts: bool) -> Judgement:
    (comparison, prompt, messages, digest, told, a, text_a, b, text_b, choice, pk, said) = row[:12]
    detailed = len(row) > 12
    return Judgement(
        comparison,
        prompt,
        json.loads(messages),
        digest,
        transcripts,
        _side(a, text_a, *row[12:15]) if detailed else Side(a, text_a),
        _side(b, text_b, *row[15:18]) if detailed else Side(b, text_b),
        choice,
        SHARES[choice],
        1,
        pk,
        json.loads(said) if said != "{}" else {},
        _details(row[18:], names) if detailed else NO_DETAILS,
        _node(told),
    )


def _details(row: tuple[Any, ...], names: _Names) -> Details:
    rater, annotator, *values = row
    both_bad, strength, axes, rationale, confidence, duration_ms, naive_ms, source_ms = values[:8]
    first_shown, answered_at, *chosen = values[8:]
    return Details(
        rater if annotator is None else names.of(annotator),
        both_bad,
        strength,
        axes,
        rationale,
        confidence,
        duration_ms,
        naive_ms,
        source_ms,
        first_shown,
        answered_at.isoformat(),
        *chosen,
    )


def _posterior(group: list[Judgement], raters: Mapping[str, VoteModel]) -> Judgement:
    typical = raters[""]
    cast = [
        CastVote(vote.choice, vote.details.first_shown, raters.get(vote.details.rater, typical))
        for vote in group
    ]
    probabilities = outcome_posterior(cast, typical)
    choice = likeliest(probabilities)
    said = next((vote for vote in group if vote.choice == choice), group[0])
    share = float(probabilities[0] + probabilities[2] / 2)
    return replace(said, choice=choice, share=share, votes=len(group))


def _majority(group: list[Judgement]) -> Judgement:
    counts = Counter(vote.choice for vote in group)
    (first, most), *others = counts.most_common()
    choice: Choice = "tie" if others and others[0][1] == most else first
    said = next((vote for vote in group if vote.choice == choice), group[0])
    share = sum(vote.share for vote in group) / len(group)
    return replace(said, choice=choice, share=share, votes=len(group))


def _vote_models(project_id: int) -> dict[str, VoteModel]:
    """By the name that exports have for a rater; the empty name is the typical rater's."""
    rows = list(rater_beliefs(project_id))
    shared = next((row.side_bias for row in rows if rater_of(row) == TYPICAL_RATER), 0.0)
    found = {"": TYPICAL}
    for row in rows:
        is_typical = rater_of(row) == TYPICAL_RATER
        name = row.pseudonym
        if row.annotator_id is not None:
            name = annotator_pseudonym(project_id, row.annotator_id)
        side_bias = shared if is_typical else shared + row.side_bias
        found[name] = VoteModel(math.exp(row.log_reliability), side_bias, row.log_tie)
    return found
