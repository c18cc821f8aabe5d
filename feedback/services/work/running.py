"""Carrying out a slice of work, and writing down what came of it."""

from __future__ import annotations

import logging
import random
from datetime import timedelta
from typing import Any, TypeVar

from django.db import (
    IntegrityError,
    InterfaceError,
    OperationalError,
    connection,
    transaction,
)
from django.utils import timezone
from django.utils.module_loading import import_string

from feedback.errors import Refusal
from feedback.models import Upkeep, Work
from feedback.services.work.asking import ask
from feedback.services.work.claiming import claim, take
from feedback.services.work.holding import Stopped, beating, held
from feedback.services.work.kinds import kind_of
from feedback.services.work.outcomes import Done, Failed, More, Outcome

logger = logging.getLogger(__name__)

AnyWork = TypeVar("AnyWork", bound=Work)

FIRST_WAIT, LONGEST_WAIT = 1.0, 60.0  # seconds between tries


def work(queue: str, project_id: int | None = None) -> bool:
    """Takes up what comes next in the queue and does a slice of it; False where nothing did."""
    row = claim(queue, project_id)
    if row is None:
        return False
    run_slice(row)
    return True


def carry_out(row: AnyWork) -> AnyWork:
    """Carries out a row now, in this process, until it ends or has to wait."""
    while taken := take(kind_of(row), row.pk):
        run_slice(taken)
    if type(row)._default_manager.filter(pk=row.pk).exists():
        row.refresh_from_db()
    return row


def run_slice(row: Work) -> None:
    """One slice of a row that this process holds; what goes wrong is told in the row."""
    kind = kind_of(row)
    try:
        with beating(row):
            outcome = _slice(kind, row)
        _write_down(row, outcome)
    except Stopped:
        logger.info("%s was stopped.", row)
    except (OperationalError, InterfaceError):
        # The database is away: nothing can be written. The sweep finds the row without a holder.
        logger.exception("%s lost the database.", row)


def put_back(row: Any, failure: Failed) -> None:
    """A try failed, or its worker died: it is tried again later, or given up.

    Upkeep is never given up. Where it was asked for again meanwhile, that is what is tried.
    """
    failures = row.failures + 1
    upkeep = isinstance(row, Upkeep)
    again = upkeep or (failure.wait is not None and failures <= failure.most)
    now = timezone.now()
    fields = {**failure.fields, "claimed_by": "", "error": failure.error, "failures": failures}
    if not again:
        _give_up(row, failure, fields)
        return
    wait = failure.wait if failure.wait is not None else backoff(failures)
    fields |= {"due_at": now + timedelta(seconds=wait), "waiting_since": now}
    try:
        with transaction.atomic():
            held(row).update(**fields, state=Work.State.QUEUED)
    except IntegrityError:  # one waits already
        if upkeep:
            _hand_over(row, fields)
        else:
            held(row).update(**fields, state=Work.State.CANCELLED, finished_at=now)


def backoff(failures: int) -> float:
    """Seconds: twice as long each time, by lot between half of it and all, so that what failed
    together does not come back together."""
    longest = min(LONGEST_WAIT, FIRST_WAIT * 2.0 ** (failures - 1))
    return longest * random.uniform(0.5, 1.0)


def _slice(kind: Any, row: Work) -> Outcome:
    try:
        outcome: Outcome = import_string(kind.run)(row)
        return outcome
    except Stopped:
        raise
    except (OperationalError, InterfaceError):
        if not _database_answers():
            raise
        logger.exception("%s failed; it is tried again.", row)
        return Failed("database_error", "The database refused; the worker's log says why.", wait=5)
    except Refusal as refusal:
        return Failed(refusal.code, refusal.message, details=refusal.details)
    except Exception:
        logger.exception("%s failed.", row)
        return Failed("work_failed", "It failed; the log of the worker says why.")


def _database_answers() -> bool:
    """Whether it does, by a new connection where the old one broke."""
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (OperationalError, InterfaceError):
        return False
    return True


def succeed(row: Any, *, asks: tuple[str, ...] = (), **fields: Any) -> None:
    """Ends a row within the caller's transaction, with what it has made.

    Raises:
        Stopped: it was cancelled, or another worker has it.
    """
    with transaction.atomic():
        if isinstance(row, Upkeep):
            ended, _ = held(row).delete()
        else:
            ended = held(row).update(
                **{"progress": 1.0, "error": None, **fields},
                state=Work.State.SUCCEEDED,
                claimed_by="",
                finished_at=timezone.now(),
            )
        if not ended:
            raise Stopped
        for kind in asks:
            ask(kind, project_id=row.project_id)


def _write_down(row: Any, outcome: Outcome) -> None:
    if isinstance(outcome, Failed):
        put_back(row, outcome)
    elif isinstance(outcome, Done):
        succeed(row, asks=outcome.asks, **outcome.fields)
    else:
        _leave(row, outcome)


def _leave(row: Any, outcome: More) -> None:
    """To the end of the line, between two slices."""
    now = timezone.now()
    with transaction.atomic():
        left = held(row).update(
            **outcome.fields,
            claimed_by="",
            due_at=now + timedelta(seconds=outcome.after),
            waiting_since=now,
            failures=0,
            error=None,
        )
        for kind in outcome.asks if left else ():
            ask(kind, project_id=row.project_id)


def _give_up(row: Any, failure: Failed, fields: dict[str, Any]) -> None:
    with transaction.atomic():
        given_up = held(row).update(**fields, state=Work.State.FAILED, finished_at=timezone.now())
        for kind in failure.asks if given_up else ():
            ask(kind, project_id=row.project_id)


def _hand_over(row: Upkeep, fields: dict[str, Any]) -> None:
    """What waits takes over the failures and the wait of what was tried."""
    with transaction.atomic():
        waiting = Upkeep.objects.filter(
            kind=row.kind, project=row.project_id, state=Upkeep.State.QUEUED
        )
        waiting.update(failures=fields["failures"], error=fields["error"], due_at=fields["due_at"])
        held(row).delete()
