"""Signs of life of this worker, and the sweep: any worker does it, so that it needs no beat."""

from __future__ import annotations

import logging
import threading
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from feedback.models import Worker
from feedback.services.work.sweeping import sweep

logger = logging.getLogger(__name__)

PERIOD = 4.0  # seconds
FORGOTTEN_AFTER = timedelta(days=1)


def start_heartbeat(*, name: str, queues: list[str], places: int) -> threading.Event:
    """Gives signs of life and sweeps, from a daemon thread, until the returned event is set."""
    ended = threading.Event()

    def beat() -> None:
        while not ended.is_set():
            try:
                give_sign(name=name, queues=queues, places=places)
                sweep()
            except Exception:  # database or broker may be away for a moment
                logger.exception("No sign of life of %s.", name)
                connection.close_if_unusable_or_obsolete()
            ended.wait(PERIOD)
        connection.close()

    threading.Thread(target=beat, daemon=True, name="heartbeat").start()
    return ended


def give_sign(*, name: str, queues: list[str], places: int) -> None:
    """Says that the worker is alive."""
    now = timezone.now()
    heard = {"queues": queues, "places": places, "heard_at": now}
    if not Worker.objects.filter(name=name).update(**heard):
        Worker.objects.create(name=name, **heard)
        Worker.objects.filter(heard_at__lt=now - FORGOTTEN_AFTER).delete()


def end_worker(*, name: str) -> None:
    """The worker ends by itself: nobody waits for it any more."""
    Worker.objects.filter(name=name).delete()
