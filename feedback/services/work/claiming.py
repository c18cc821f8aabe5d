"""Which row comes next in a queue, and taking it up.

Projects take turns. First come those of whose work the least is under way in the queue, then those
whose last turn is longest ago; of one project's work the most urgent kind, then what has waited
longest.
"""

from __future__ import annotations

import os
import socket
import uuid
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import Case, F, Min, PositiveIntegerField, Q, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from feedback.models import Turn, Work
from feedback.selectors.workers import places_of
from feedback.services.work.kinds import kind_named, kinds_of, rows_of

RUNNING, QUEUED = Work.State.RUNNING, Work.State.QUEUED
# A slice that follows on another is no new attempt.
ONCE_MORE = Case(
    When(state=QUEUED, then=Value(1)), default=Value(0), output_field=PositiveIntegerField()
)
LOCKS = 0x504C  # the space of our advisory locks on PostgreSQL


class Place(NamedTuple):
    """The first row of a kind and project in the line of a queue."""

    kind: str
    project_id: int | None
    pk: int
    since: datetime


def claim(queue: str, project_id: int | None = None) -> Work | None:
    """Takes up what comes next in the queue; None where there is nothing that may be begun.

    Live work is taken by project, with one conditional update: it is short, and nobody waits.
    """
    if queue == "live" and project_id is not None:
        return _claim_live(project_id)
    if not line_of(queue):
        return None
    with transaction.atomic():
        _lock(queue)  # two at once would each believe the last place to be theirs
        for place in line_of(queue):
            if row := take(kind_named(place.kind), place.pk):
                _note_turn(queue, place.project_id)
                return row
    return None


def take(kind: Any, pk: int) -> Work | None:
    """Takes up one row, if it is due, nobody's, and no other of its kind and project runs."""
    return _take(kind, rows_of(kind).filter(pk=pk))


def line_of(queue: str) -> list[Place]:
    """What may be begun now, in order: one row of each kind and project at most."""
    kinds = kinds_of(queue)
    held = Counter(
        {
            (kind.name, project): count
            for kind in kinds
            for project, count in _count_by_project(
                rows_of(kind).filter(state=RUNNING).exclude(claimed_by="")
            )
        }
    )
    waiting = [place for kind in kinds for place in _first_of_each_project(kind)]
    allowed = [place for place in waiting if _may_begin(place, held, waiting)]
    allowed = _without_whole_work_beyond_its_share(queue, kinds, held, allowed)
    by_project: Counter[int | None] = Counter()
    for (_, project), count in held.items():
        by_project[project] += count
    turns: dict[int | None, datetime] = dict(
        Turn.objects.filter(queue=queue).values_list("project", "taken_at")
    )
    never = datetime.min.replace(tzinfo=timezone.get_current_timezone())
    rank = {kind.name: index for index, kind in enumerate(kinds)}
    return sorted(
        allowed,
        key=lambda place: (
            by_project[place.project_id],
            turns.get(place.project_id, never),
            rank[place.kind],
            place.since,
        ),
    )


def _claim_live(project_id: int) -> Work | None:
    for kind in kinds_of("live"):
        if row := _take(kind, rows_of(kind).filter(project=project_id)):
            return row
    return None


def _take(kind: Any, rows: Any) -> Work | None:
    now = timezone.now()
    token = f"{socket.gethostname()[:60]}:{os.getpid()}:{uuid.uuid4().hex[:12]}"
    free = rows.filter(state__in=(RUNNING, QUEUED), claimed_by="", due_at__lte=now)
    free = free.order_by("-state", "pk")  # what was begun comes first
    try:
        with transaction.atomic():
            # Who is just asking for the same work has the row locked, and wakes us after that.
            chosen = free.select_for_update(skip_locked=True).values("pk")[:1]
            taken = rows.filter(pk=chosen).update(
                state=RUNNING,
                claimed_by=token,
                heartbeat_at=now,
                started_at=Coalesce("started_at", now),
                attempts=F("attempts") + ONCE_MORE,
            )
    except IntegrityError:  # another of its kind and project runs
        return None
    return rows.get(claimed_by=token) if taken else None


def _first_of_each_project(kind: Any) -> Iterable[Place]:
    due = rows_of(kind).filter(
        state__in=(RUNNING, QUEUED), claimed_by="", due_at__lte=timezone.now()
    )
    found = (
        due.order_by()
        .values("project")
        .annotate(
            begun=Min("pk", filter=Q(state=RUNNING)), first=Min("pk"), since=Min("waiting_since")
        )
    )
    for row in found:
        yield Place(kind.name, row["project"], row["begun"] or row["first"], row["since"])


def _count_by_project(rows: Any) -> list[tuple[int | None, int]]:
    return list(Counter(rows.values_list("project", flat=True)).items())


def _may_begin(place: Place, held: Counter[tuple[str, int | None]], waiting: list[Place]) -> bool:
    """Whether the kind has a place left for the project."""
    kind = kind_named(place.kind)
    own = held[place.kind, place.project_id]
    if not kind.places:
        return own == 0
    places = int(getattr(settings, kind.places))
    if sum(count for (name, _), count in held.items() if name == place.kind) >= places:
        return False
    others = any(
        each.kind == place.kind and each.project_id != place.project_id for each in waiting
    )
    return not others or own < max(1, places // 2)


def _without_whole_work_beyond_its_share(
    queue: str, kinds: list[Any], held: Counter[tuple[str, int | None]], allowed: list[Place]
) -> list[Place]:
    """What cannot be cut into slices leaves half of the queue's places to the rest."""
    whole = {kind.name for kind in kinds if kind.whole}
    running = sum(count for (name, _), count in held.items() if name in whole)
    if running < max(1, places_of(queue) // 2):
        return allowed
    return [place for place in allowed if place.kind not in whole]


def _lock(queue: str) -> None:
    """One at a time looks what comes next in a queue, until its transaction ends."""
    if connection.vendor == "postgresql":
        number = settings.WORK_QUEUES.index(queue)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCKS, number])


def _note_turn(queue: str, project_id: int | None) -> None:
    now = timezone.now()
    if project_id is not None and not Turn.objects.filter(queue=queue, project=project_id).update(
        taken_at=now
    ):
        Turn.objects.create(queue=queue, project_id=project_id, taken_at=now)
