"""Writing what the model believes of raters."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from feedback.models import RaterBelief


def record_rater_beliefs(*, project_id: int, beliefs: Iterable[RaterBelief]) -> None:
    """Replaces all that was believed of the project's raters; whoever calls holds its head."""
    with transaction.atomic():
        RaterBelief.objects.filter(project=project_id).delete()
        RaterBelief.objects.bulk_create(beliefs)
