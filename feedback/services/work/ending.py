"""Calling work off, and asking for it once more."""

from __future__ import annotations

from typing import TypeVar

from django.db import IntegrityError, transaction
from django.utils import timezone

from feedback.errors import Refusal
from feedback.models import Work
from feedback.models.work import PENDING
from feedback.services.work.asking import state_due

AnyWork = TypeVar("AnyWork", bound=Work)


def cancel(row: AnyWork) -> AnyWork:
    """Calls a row off; who carries it out stops at the next step.

    Raises:
        Refusal: ``work_ended``.
    """
    changed = (
        type(row)
        ._default_manager.filter(pk=row.pk, state__in=PENDING)
        .update(state=Work.State.CANCELLED, claimed_by="", finished_at=timezone.now())
    )
    if not changed:
        raise Refusal("work_ended", "This has ended already.")
    row.refresh_from_db()
    return row


def retry(row: AnyWork) -> AnyWork:
    """Asks once more for what failed or was cancelled; it goes on where it can.

    Raises:
        Refusal: ``not_failed``, or ``work_active`` where another like it is under way.
    """
    now = timezone.now()
    ended = type(row)._default_manager.filter(
        pk=row.pk, state__in=(Work.State.FAILED, Work.State.CANCELLED)
    )
    try:
        with transaction.atomic():
            changed = ended.update(
                state=Work.State.QUEUED,
                due_at=now,
                waiting_since=now,
                claimed_by="",
                failures=0,
                error=None,
                progress=0.0,
                finished_at=None,
            )
            if changed:
                state_due(row)
    except IntegrityError as error:
        raise Refusal("work_active", "Another like it waits or runs already.") from error
    if not changed:
        raise Refusal("not_failed", "Only what failed or was cancelled can be tried again.")
    row.refresh_from_db()
    return row
