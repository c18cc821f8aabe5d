"""Saying that work is due, and waking a worker for it.

What is due is stated in the transaction that makes it due, so that the two are stored together or
not at all. The message that goes out after commit only wakes a worker; when it is lost, the sweep
sends another.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone

from feedback.models import Upkeep, Work
from feedback.services.work.kinds import kind_named, kind_of
from feedback.services.work.waking import wake_after_commit


def ask(kind: str, *, project_id: int | None, delay: float = 0.0) -> None:
    """Asks for upkeep of a kind; where it waits already, that is the one.

    Call it last in a transaction: others who ask for the same wait until that is committed.

    Args:
        delay: seconds during which more may come together.
    """
    with transaction.atomic():
        known = waits = _already_waits(kind, project_id)
        while not waits:  # what another inserted meanwhile may be taken up already
            _insert(kind, project_id, delay)
            waits = _already_waits(kind, project_id)
        # A message that came too early, while a transaction like this one held the row, is lost.
        if not (known and delay):
            wake_after_commit(kind_named(kind).queue, project_id, delay=delay)


def state_due(row: Work) -> None:
    """Wakes a worker for a row that was just made, or is due again."""
    wake_after_commit(kind_of(row).queue, row.project_id)  # type: ignore[attr-defined]


def _already_waits(kind: str, project_id: int | None) -> bool:
    """Whether one waits that will see what this transaction changes.

    The row stays as it is until the transaction ends: a worker that takes it up does so after that.
    """
    waiting = Upkeep.objects.filter(kind=kind, project=project_id, state=Upkeep.State.QUEUED)
    if connection.vendor != "postgresql":  # the transaction holds the only write lock there is
        return waiting.exists()
    sql, values = waiting.order_by().values_list("pk").query.sql_with_params()
    with connection.cursor() as cursor:
        # Those who ask do not wait for each other, which select_for_update would have them do.
        cursor.execute(f"{sql} FOR SHARE", values)
        return cursor.fetchone() is not None


def _insert(kind: str, project_id: int | None, delay: float) -> None:
    now = timezone.now()
    row = Upkeep(kind=kind, project_id=project_id, due_at=now + timedelta(seconds=delay))
    # Somebody else may be asking at this very moment.
    Upkeep.objects.bulk_create([row], ignore_conflicts=True)
