"""Messages, which only wake: what is to be done stands in the database."""

from __future__ import annotations

import logging
from typing import Any

from celery import current_app
from django.db import transaction
from kombu.exceptions import ChannelError

from feedback.services.work.shards import LIVE, shard_of

logger = logging.getLogger(__name__)

TASK = "feedback.work"


def wake_after_commit(queue: str, project_id: int | None, *, delay: float = 0.0) -> None:
    """Wakes a worker of the queue once the transaction is committed."""
    transaction.on_commit(lambda: wake(queue, project_id, delay=delay))


def wake(queue: str, project_id: int | None = None, *, delay: float = 0.0, **options: Any) -> None:
    """Wakes a worker of the queue; it takes up what comes next there. For live work, that of the
    project, whose own worker is woken. A broker away is only logged: the sweep wakes later."""
    if delay:
        options["countdown"] = delay
    try:
        current_app.send_task(
            TASK, args=[queue, project_id], queue=where_to_send(queue, project_id), **options
        )
    except Exception:
        logger.exception("Could not wake a worker of %s; the sweep will.", queue)


def where_to_send(queue: str, project_id: int | None) -> str:
    """The queue of Celery's that a message about work of the queue goes to."""
    return shard_of(project_id) if queue == LIVE and project_id is not None else queue


def waiting_messages(queue: str) -> int:
    """How many messages of the queue nobody took up yet. Raises what the broker raises."""
    with current_app.connection_for_read() as connection, connection.channel() as channel:
        try:
            return int(channel.queue_declare(queue, passive=True).message_count)
        except ChannelError:  # nothing was ever sent, or all was flushed
            return 0
