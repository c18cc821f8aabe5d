"""Writing what the model thinks of raters into the table that exports read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.db import transaction

from feedback.models import RaterOpinion


class Opinion(NamedTuple):
    """What the model thinks of a rater; see `RaterOpinion`."""

    annotator_id: int | None
    pseudonym: str
    reliability: float
    side_bias: float
    log_tie: float


def record_rater_opinions(*, project_id: int, opinions: Sequence[Opinion]) -> None:
    """Replaces all that was thought of the project's raters."""
    with transaction.atomic():
        RaterOpinion.objects.filter(project=project_id).delete()
        RaterOpinion.objects.bulk_create(
            RaterOpinion(project_id=project_id, **opinion._asdict()) for opinion in opinions
        )
