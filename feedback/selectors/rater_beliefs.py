"""What the model believes of raters."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from django.db.models import Q, QuerySet

from feedback.models import RaterBelief


class Rater(NamedTuple):
    """Somebody who answers: an annotator here, or one of an imported file, by pseudonym."""

    annotator_id: int | None
    pseudonym: str


TYPICAL = Rater(None, "")


def rater_of(belief: RaterBelief) -> Rater:
    return Rater(belief.annotator_id, belief.pseudonym)


def rater_beliefs(
    project_id: int, *, among: Collection[Rater] | None = None
) -> QuerySet[RaterBelief]:
    """All of the project, the typical rater's too, or those of some raters; oldest first."""
    found = RaterBelief.objects.filter(project=project_id)
    if among is not None:
        found = found.filter(
            Q(annotator__in=[rater.annotator_id for rater in among if rater.annotator_id])
            | Q(annotator=None, pseudonym__in=[rater.pseudonym for rater in among])
        )
    return found.order_by("id")
