"""Leases: who holds which comparison, until when, and in which order it is shown."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from feedback.errors import Refusal
from feedback.models import Comparison, Lease, Preference, Project, User
from feedback.models.comparisons import Side

# How often a comparison may be snatched away between being found and being locked.
ATTEMPTS = 8


class EmptyQueue(NamedTuple):
    """Why there is nothing to ask, and when to come back where that is known."""

    reason: str
    retry_at: datetime | None = None


def lease_next(*, project: Project, annotator: User) -> Lease | EmptyQueue:
    """The annotator's live lease, or a new one on the best comparison that is free.

    Asking again returns the same lease. A coin of weight ``random_share`` picks the stream, so
    that people answer the honest share at its rate whatever the order of priorities.
    """
    streams = [Comparison.Stream.ACTIVE, Comparison.Stream.RANDOM]
    if random.random() < project.random_share:
        streams.reverse()
    patient = False
    for _ in range(ATTEMPTS):
        with transaction.atomic():
            if lease := _live_lease(project, annotator):
                return lease
            free = (_first_free(project, annotator, each, wait=patient) for each in streams)
            comparison = next((each for each in free if each is not None), None)
            # Holders lock the comparison first, so a fresh count sees every committed lease.
            if comparison is not None and _places_left(comparison) > 0:
                return _make_lease(comparison, annotator, random.choice(list(Side)))
            if comparison is None and patient:
                return _why_empty(project, annotator)
        # What others have locked this instant may still have a place: look again, and wait for it.
        patient = comparison is None
    return EmptyQueue("all_leased")


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
        return own or _make_lease(comparison, annotator, Side(first_shown or Side.A))


def end_lease(
    *, comparison_id: int, annotator: User, outcome: Lease.Outcome, reason: str = ""
) -> None:
    """Skips, flags or releases the comparison the annotator holds.

    A flag takes the comparison out of everybody's queue until a researcher has looked at it.

    Raises:
        Refusal: ``lease_expired`` when the annotator does not hold it.
    """
    with transaction.atomic():
        comparison = Comparison.objects.select_for_update().get(pk=comparison_id)
        ended = Lease.objects.filter(
            comparison=comparison, annotator=annotator, ended_at__isnull=True
        ).update(ended_at=timezone.now(), outcome=outcome, reason=reason)
        if not ended:
            raise Refusal("lease_expired", "This comparison is no longer reserved for you.")
        if outcome == Lease.Outcome.FLAGGED and comparison.status == Comparison.Status.OPEN:
            comparison.status = Comparison.Status.FLAGGED
            comparison.save(update_fields=["status"])


def live_leases() -> QuerySet[Lease]:
    """Leases that have neither ended nor run out."""
    return Lease.objects.filter(ended_at__isnull=True, expires_at__gt=timezone.now())


def _live_lease(project: Project, annotator: User) -> Lease | None:
    return (
        live_leases()
        .filter(
            annotator=annotator,
            comparison__project=project,
            comparison__status=Comparison.Status.OPEN,
        )
        .select_related("comparison")
        .order_by("-id")
        .first()
    )


def _unanswered_by(annotator: User) -> Q:
    """Comparisons the annotator neither answered nor passed over."""
    answered = Preference.objects.filter(
        comparison=OuterRef("pk"), annotator=annotator, is_current=True
    )
    passed = Lease.objects.filter(
        comparison=OuterRef("pk"),
        annotator=annotator,
        outcome__in=[Lease.Outcome.SKIPPED, Lease.Outcome.FLAGGED],
    )
    return ~Exists(answered) & ~Exists(passed)


def _open(project: Project) -> QuerySet[Comparison]:
    return Comparison.objects.filter(project=project, status=Comparison.Status.OPEN)


def _with_room(comparisons: QuerySet[Comparison]) -> QuerySet[Comparison]:
    now = timezone.now()
    held = Count("leases", filter=Q(leases__ended_at__isnull=True, leases__expires_at__gt=now))
    full = (
        Comparison.objects.filter(pk=OuterRef("pk"))
        .annotate(held=held)
        .filter(held__gte=F("wanted") - F("answers"))
    )
    return comparisons.filter(~Exists(full))


def _first_free(project: Project, annotator: User, stream: str, *, wait: bool) -> Comparison | None:
    free = (
        _with_room(_open(project).filter(stream=stream))
        .filter(_unanswered_by(annotator))
        .order_by("-priority", "id")
    )
    if connection.features.has_select_for_update_skip_locked:
        free = free.select_for_update(skip_locked=not wait, of=("self",))
    return free.first()


def _places_left(comparison: Comparison) -> int:
    fresh = Comparison.objects.get(pk=comparison.pk)
    if fresh.status != Comparison.Status.OPEN:
        return 0
    return fresh.wanted - fresh.answers - live_leases().filter(comparison=comparison).count()


def _make_lease(comparison: Comparison, annotator: User, first_shown: Side) -> Lease:
    now = timezone.now()
    Lease.objects.filter(
        comparison=comparison, annotator=annotator, ended_at__isnull=True, expires_at__lte=now
    ).update(ended_at=now, outcome=Lease.Outcome.EXPIRED)
    return Lease.objects.create(
        comparison=comparison,
        annotator=annotator,
        first_shown=first_shown,
        expires_at=now + timedelta(minutes=comparison.project.lease_minutes),
    )


def _why_empty(project: Project, annotator: User) -> EmptyQueue:
    comparisons = _open(project)
    if not comparisons.exists():
        return EmptyQueue("nothing_open")
    mine_to_answer = comparisons.filter(_unanswered_by(annotator))
    if not mine_to_answer.exists():
        return EmptyQueue("all_answered")
    next_expiry = (
        live_leases()
        .filter(comparison__in=mine_to_answer)
        .order_by("expires_at")
        .values_list("expires_at", flat=True)
        .first()
    )
    return EmptyQueue("all_leased", next_expiry)
