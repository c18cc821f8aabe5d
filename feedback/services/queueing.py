"""Opening comparisons, and writing what the model thinks into the queue's columns."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from django.db import connection, transaction

from feedback.models import Comparison, Project, Response
from feedback.services.comparison_life import lock_project


class Proposal(NamedTuple):
    """A comparison worth asking, and how it came to be chosen."""

    prompt_id: int
    response_a_id: int
    response_b_id: int
    stream: str
    acquisition_rule: str
    model_version: int | None
    score: float | None
    propensity: float | None
    priority: float


class Opinion(NamedTuple):
    """What the live head thinks of a response."""

    reward: float
    reward_std: float
    win_probability: float


def open_comparisons(*, project: Project, proposals: Sequence[Proposal]) -> int:
    """Opens what is proposed; pairs that were opened meanwhile are left alone."""
    rows = []
    for proposal in proposals:
        a, b = sorted((proposal.response_a_id, proposal.response_b_id))
        values = proposal._asdict() | {"response_a_id": a, "response_b_id": b}
        wanted = answers_wanted(project, proposal.stream)
        rows.append(Comparison(project=project, wanted=wanted, **values))
    return len(Comparison.objects.bulk_create(rows, ignore_conflicts=True))


def answers_wanted(project: Project, stream: str) -> int:
    """How many people are asked: the overlap, or more where agreement is to be seen."""
    of_random = stream == Comparison.Stream.RANDOM and project.random_overlap
    overlap = of_random or project.overlap
    if random.random() < project.agreement_share:
        return max(overlap, project.agreement_overlap)
    return overlap


def set_priorities(
    *, project: Project, priorities: Mapping[int, float], acquisition_rule: str
) -> None:
    """New priorities of the project's open comparisons, by id."""
    rows = [
        (priorities[pk], acquisition_rule, pk, Comparison.Status.OPEN) for pk in sorted(priorities)
    ]
    table = Comparison._meta.db_table
    with transaction.atomic():
        lock_project(project.pk)  # whoever writes many comparisons comes alone
        _execute_many(
            f"UPDATE {table} SET priority = %s, acquisition_rule = %s "
            "WHERE id = %s AND status = %s",
            rows,
        )


def record_opinions(*, opinions: Mapping[int, Opinion], step: int) -> None:
    """Writes reward, its deviation and the win probability on responses, by id."""
    # Rows are always written in the order of their ids, so that two writers never deadlock.
    rows = [(*opinions[pk], step, pk) for pk in sorted(opinions)]
    _execute_many(
        f"UPDATE {Response._meta.db_table} SET reward = %s, reward_std = %s, "
        "win_probability = %s, scored_step = %s WHERE id = %s",
        rows,
    )


def _execute_many(statement: str, rows: Sequence[Sequence[float | str]]) -> None:
    """One statement for many rows: some twenty times as fast as the ORM's CASE for each row."""
    if rows:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany(statement, rows)
