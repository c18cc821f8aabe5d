"""Leases: who holds which comparison, until when, and in which order it is shown."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from feedback.errors import Refusal
from feedback.models import Comparison, Lease, Project, User
from feedback.models.comparisons import Side
from feedback.selectors.leases import live_leases
from feedback.services.comparison_life import (
    Event,
    State,
    lock_comparison,
    move,
    save_life,
    state_of,
)


def lease_end(project: Project) -> datetime:
    """When a lease that begins now runs out."""
    return timezone.now() + timedelta(minutes=project.lease_minutes)


def expire_lease(*, comparison_id: int, annotator: User) -> None:
    """Notes that the annotator's lease on a comparison ran out."""
    Lease.objects.filter(
        comparison=comparison_id, annotator=annotator, ended_at__isnull=True
    ).update(ended_at=timezone.now(), outcome=Lease.Outcome.EXPIRED)


def lease_again(*, comparison: Comparison, annotator: User, first_shown: str) -> Lease:
    """A lease on a comparison the annotator just withdrew an answer from, in the same order.

    Leases on other comparisons of the project are given back, so that it comes next.
    """
    with transaction.atomic():
        live_leases().filter(
            annotator=annotator, comparison__project_id=comparison.project_id
        ).exclude(comparison=comparison).update(
            ended_at=timezone.now(), outcome=Lease.Outcome.RELEASED
        )
        own = live_leases().filter(annotator=annotator, comparison=comparison).first()
        if own is not None:
            return own
        expire_lease(comparison_id=comparison.pk, annotator=annotator)
        return Lease.objects.create(
            comparison=comparison,
            annotator=annotator,
            first_shown=Side(first_shown or Side.A),
            expires_at=lease_end(comparison.project),
        )


def end_lease(
    *, comparison_id: int, annotator: User, outcome: Lease.Outcome, reason: str = ""
) -> None:
    """Skips, flags or releases the comparison the annotator holds.

    A flag takes the comparison out of everybody's queue until a researcher has looked at it.

    Raises:
        Refusal: ``lease_expired`` when the annotator does not hold it.
    """
    with transaction.atomic():
        comparison = lock_comparison(comparison_id)
        ended = Lease.objects.filter(
            comparison=comparison, annotator=annotator, ended_at__isnull=True
        ).update(ended_at=timezone.now(), outcome=outcome, reason=reason)
        if not ended:
            raise Refusal("lease_expired", "This comparison is no longer reserved for you.")
        if outcome == Lease.Outcome.FLAGGED and state_of(comparison) is State.OPEN:
            move(comparison, Event.FLAGGED)
            save_life(comparison)
