"""Which checkpoint a generator writes with."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, QuerySet
from django.utils import timezone

from feedback.models import Checkpoint, Generator


def checkpoints_of(generator: Generator) -> QuerySet[Checkpoint]:
    """Newest first, each with `responses_made`."""
    rows = generator.checkpoints.annotate(responses_made=Count("responses"))
    return rows.order_by("-released_at", "-pk")


def newest_checkpoint(generator_id: int, *, at: datetime | None = None) -> Checkpoint | None:
    """The one released last, by now or by a moment; None where the generator has none."""
    released = Checkpoint.objects.filter(
        generator=generator_id, released_at__lte=at or timezone.now()
    )
    return released.order_by("-released_at", "-pk").first()
