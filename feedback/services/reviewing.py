"""What researchers do with comparisons that annotators flagged."""

from __future__ import annotations

from django.db import transaction

from feedback.errors import Refusal
from feedback.models import Comparison


def resolve_flag(*, comparison_id: int, status: Comparison.Status) -> Comparison:
    """Opens a flagged comparison again, or closes it for good.

    Raises:
        Refusal: ``not_flagged``.
    """
    with transaction.atomic():
        comparison = Comparison.objects.select_for_update().get(pk=comparison_id)
        if comparison.status != Comparison.Status.FLAGGED:
            raise Refusal("not_flagged", "This comparison is not flagged.")
        comparison.status = status
        comparison.save(update_fields=["status"])
    return comparison
