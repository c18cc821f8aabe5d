"""Holding a row while it is carried out: signs of life, progress, and noticing that it was lost."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from feedback.models import Work
from feedback.services.work.claiming import line_of
from feedback.services.work.kinds import kind_of

logger = logging.getLogger(__name__)

BEAT_EVERY = 5.0  # seconds
SLICE = 5.0  # seconds, after which long work gives way to what waits
# A holder that was not heard for so long is taken for dead.
SILENCE = timedelta(seconds=20)


class Stopped(Exception):  # noqa: N818 - a request, not an error
    """The work was cancelled, or another worker has it."""


def held(row: Work) -> Any:
    """The row in the database, while it is this holder's."""
    return type(row)._default_manager.filter(
        pk=row.pk, state=Work.State.RUNNING, claimed_by=row.claimed_by
    )


def tell(row: Work, **fields: Any) -> None:
    """Writes how far the work is.

    Raises:
        Stopped: it was cancelled, or another worker has it.
    """
    if not held(row).update(**fields, heartbeat_at=timezone.now()):
        raise Stopped
    for name, value in fields.items():
        setattr(row, name, value)


def others_wait(row: Work) -> bool:
    """Whether work of other projects waits in the row's queue, so that long work gives way."""
    project_id = row.project_id  # type: ignore[attr-defined]
    return any(place.project_id != project_id for place in line_of(kind_of(row).queue))


@contextmanager
def beating(row: Work) -> Iterator[None]:
    """Gives signs of life for the row until the block ends."""
    ended = threading.Event()

    def beat() -> None:
        while not ended.wait(BEAT_EVERY):
            try:
                if not held(row).update(heartbeat_at=timezone.now()):
                    break
            except Exception:  # the database may be away for a moment
                logger.exception("No sign of life for %s.", row)
        connection.close()

    thread = threading.Thread(target=beat, daemon=True, name=f"holding {row}")
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
