"""Finding what lost its worker or its message, and waking workers for it."""

from __future__ import annotations

import logging

from django.apps import apps
from django.conf import settings
from django.utils import timezone
from kombu.exceptions import OperationalError as BrokerAway

from feedback.models import Work
from feedback.selectors.workers import places_of
from feedback.services.work.claiming import line_of
from feedback.services.work.holding import SILENCE
from feedback.services.work.outcomes import Failed
from feedback.services.work.running import backoff, put_back
from feedback.services.work.shards import LIVE
from feedback.services.work.waking import waiting_messages, wake, where_to_send

logger = logging.getLogger(__name__)

# A row whose workers die one after the other is given up.
MOST_DEATHS = 10
LOST = "The worker stopped without a word."


def sweep() -> None:
    """Takes work from holders that are silent, and wakes workers for all that may be begun.

    Cheap where there is nothing to do, and harmless at the same time as another.
    """
    release_silent()
    for queue in settings.WORK_QUEUES:
        line = line_of(queue)
        if queue == LIVE:
            for place in line:
                if not _has_messages(where_to_send(queue, place.project_id)):
                    wake(queue, place.project_id)
        elif line and not _has_messages(queue):
            for _ in line[: places_of(queue)]:
                wake(queue)


def release_silent() -> int:
    """Puts back what is held by a worker that was not heard for long; returns how much."""
    found = 0
    for table in dict.fromkeys(kind.table for kind in settings.WORK):
        rows = apps.get_model(table)._default_manager.filter(
            state=Work.State.RUNNING, heartbeat_at__lt=timezone.now() - SILENCE
        )
        for row in rows.exclude(claimed_by=""):
            logger.warning("%s has lost its worker.", row)
            wait = backoff(row.failures) if row.failures else 0.0
            put_back(row, Failed("worker_lost", LOST, wait=wait, most=MOST_DEATHS))
            found += 1
    return found


def _has_messages(queue: str) -> bool:
    """Whether messages wait already: more would only be in each other's way."""
    try:
        return waiting_messages(queue) > 0
    except BrokerAway:
        return True
