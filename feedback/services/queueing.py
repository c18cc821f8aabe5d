"""Opening comparisons, and writing what the model thinks into the queue's columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from django.db import transaction
from django.db.models import Case, FloatField, Value, When

from feedback.models import Comparison, Project, Response

CHUNK = 500


class Proposal(NamedTuple):
    """A comparison worth asking, and how it came to be chosen."""

    response_a: Response
    response_b: Response
    stream: str
    policy: str
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
        a, b = sorted((proposal.response_a, proposal.response_b), key=lambda r: r.pk)
        how = {name: getattr(proposal, name) for name in Proposal._fields[2:]}
        rows.append(
            Comparison(
                project=project,
                prompt_id=a.prompt_id,
                response_a=a,
                response_b=b,
                wanted=project.overlap,
                **how,
            )
        )
    return len(Comparison.objects.bulk_create(rows, ignore_conflicts=True))


def set_priorities(*, priorities: Mapping[int, float], policy: str) -> None:
    """New priorities of open comparisons, by id, in one statement for each few hundred."""
    ids = sorted(priorities)
    with transaction.atomic():
        for start in range(0, len(ids), CHUNK):
            part = ids[start : start + CHUNK]
            whens = [When(pk=pk, then=Value(float(priorities[pk]))) for pk in part]
            Comparison.objects.filter(pk__in=part, status=Comparison.Status.OPEN).update(
                priority=Case(*whens, output_field=FloatField()), policy=policy
            )


def record_opinions(*, opinions: Mapping[int, Opinion], step: int) -> None:
    """Writes reward, its deviation and the win probability on responses, by id."""
    rows = [
        Response(pk=pk, scored_step=step, **opinion._asdict()) for pk, opinion in opinions.items()
    ]
    Response.objects.bulk_update(
        rows, ["reward", "reward_std", "win_probability", "scored_step"], batch_size=CHUNK
    )
