"""Which comparison comes next for whom: one indexed query and a lease, in one transaction."""

from __future__ import annotations

import random
from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from feedback.models import Comparison, Lease, Preference, Project, User
from feedback.models.comparisons import Side
from feedback.selectors.allowance import Allowance, allowance_of
from feedback.selectors.leases import live_leases
from feedback.services.leasing import expire_lease, lease_end
from feedback.services.statements import (
    Free,
    first_free,
    lease_if_free,
    leases_held,
    lock_own_requests,
)

# How often a comparison may be snatched away between being found and being locked.
LEASE_ATTEMPTS = 8
# The most that one person holds: the one on the screen, and those that are fetched ahead.
MOST_HELD = 4

ACTIVE, RANDOM, GOLD = Comparison.Stream.ACTIVE, Comparison.Stream.RANDOM, Comparison.Stream.GOLD
MONITOR = Comparison.Stream.MONITOR
# How often a comparison of an open monitor round comes before all others.
MONITOR_RATE = 0.25


class EmptyQueue(NamedTuple):
    """Why there is nothing to ask, and when to come back where that is known."""

    reason: str
    retry_at: datetime | None = None


def lease_next(*, project: Project, annotator: User) -> Lease | EmptyQueue:
    """The annotator's live lease that came first, or a new one. Asking again returns the same."""
    found = lease_ahead(project=project, annotator=annotator, count=1)
    return found if isinstance(found, EmptyQueue) else found[0]


def lease_ahead(*, project: Project, annotator: User, count: int) -> list[Lease] | EmptyQueue:
    """The annotator's live leases, filled up to ``count`` where there is something to ask.

    A coin of weight ``gold_rate`` mixes in a comparison with a known answer, another of weight
    ``random_share`` the random stream, so that people answer each at its rate whatever the order
    of priorities.

    Returns:
        One to ``count`` leases, the one that came first at the front, or why there is none.
    """
    held: list[Lease] = []
    count = min(count, MOST_HELD)
    while len(held) < count:
        more = _hold(project, annotator, count)
        if isinstance(more, EmptyQueue):
            return more
        if len(more) == len(held):  # there is no other to be had
            break
        held = more
    return held[:count]


def _hold(project: Project, annotator: User, count: int) -> list[Lease] | EmptyQueue:
    """The annotator's leases; where fewer than ``count`` were held, with a new one if there is one.

    Returns:
        At least one lease, or why there is none.
    """
    patient = False
    for _ in range(LEASE_ATTEMPTS):
        with transaction.atomic():
            quota = lock_own_requests(project.pk, annotator)
            held = leases_held(project, annotator)
            if len(held) >= count:
                return held
            allowed = allowance_of(project, annotator, member_quota=quota, held=len(held))
            if allowed.reason:
                return held or EmptyQueue(allowed.reason, allowed.retry_at)
            found = _find(project, annotator, allowed, wait=patient)
            if isinstance(found, EmptyQueue):
                return held or found
            if found and (lease := _lease(found, project, annotator)):
                return [*held, lease]
            if found is None and patient:
                return held or _why_empty(project, annotator)
        # What others have locked this instant may still have a place: look again, and wait for it.
        patient = found is None
    return held or EmptyQueue("all_leased")


def _find(
    project: Project, annotator: User, allowed: Allowance, *, wait: bool
) -> Free | EmptyQueue | None:
    """The comparison to ask, locked."""
    streams = [RANDOM, ACTIVE] if random.random() < project.random_share else [ACTIVE, RANDOM]
    streams = [MONITOR, *streams] if random.random() < MONITOR_RATE else [*streams, MONITOR]
    if allowed.qualifying or random.random() < project.gold_rate:
        if found := _first_free([GOLD], project, annotator, wait=wait):
            return found
        if allowed.qualifying and not allowed.passing:
            return EmptyQueue("not_qualified")
    return _first_free(streams, project, annotator, wait=wait)


def _first_free(
    streams: list[Comparison.Stream], project: Project, annotator: User, *, wait: bool
) -> Free | None:
    """The best free comparison of the first stream that has one, locked."""
    for stream in streams:
        if found := first_free(project, annotator, stream, wait=wait):
            return found
    return None


def _lease(free: Free, project: Project, annotator: User) -> Lease | None:
    """A lease on what is free and locked; None where somebody else took the place before."""
    if free.was_held:
        expire_lease(comparison_id=free.pk, annotator=annotator)
    return lease_if_free(
        comparison_id=free.pk,
        annotator=annotator,
        first_shown=random.choice(list(Side)).value,
        expires_at=lease_end(project),
        places=free.wanted,
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


def _why_empty(project: Project, annotator: User) -> EmptyQueue:
    comparisons = Comparison.objects.filter(
        project=project,
        status=Comparison.Status.OPEN,
        stream__in=[ACTIVE, RANDOM, MONITOR],
    )
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


def asked_in_earnest(project: Project) -> QuerySet[Comparison]:
    """Open comparisons that are learned from when they are answered."""
    return Comparison.objects.filter(
        project=project, status=Comparison.Status.OPEN, stream__in=[ACTIVE, RANDOM]
    )
