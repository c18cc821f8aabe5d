"""Telling the workers, after commit, that there is something new to learn from.

An annotator's answer is stored before anything is announced. If the broker is away the
announcement is lost and the answer is not: the periodic sweep finds it.
"""

from __future__ import annotations

import logging

from celery import current_app
from django.conf import settings
from django.db import transaction

logger = logging.getLogger(__name__)


def announce_preference(*, project_id: int) -> None:
    """A preference of the project was stored or withdrawn."""
    send_after_commit(settings.TASKS_AFTER_PREFERENCE, project_id)


def announce_responses(*, project_id: int) -> None:
    """Responses of the project were made or imported."""
    send_after_commit(settings.TASKS_AFTER_RESPONSES, project_id)


def send_after_commit(task_names: list[str], *args: int) -> None:
    """Sends tasks by name once the transaction is committed; a broker away is only logged."""

    def send() -> None:
        for name in task_names:
            try:
                current_app.send_task(name, args=args)
            except Exception:
                logger.exception("Could not announce %s%r; the sweep will do it.", name, args)

    transaction.on_commit(send)
