"""Which workers are alive, and how much they do at a time."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from feedback.models import Worker

ALIVE_FOR = timedelta(seconds=60)


def living_workers() -> list[Worker]:
    """Those heard within the last minute, by name."""
    return list(Worker.objects.filter(heard_at__gte=timezone.now() - ALIVE_FOR).order_by("name"))


def is_alive(queue: str) -> bool:
    """Whether a worker of the queue was heard within the last minute."""
    return any(queue in worker.queues for worker in living_workers())


def places_of(queue: str) -> int:
    """How much the living workers of a queue do at a time; 1 where none was heard yet."""
    return sum(worker.places for worker in living_workers() if queue in worker.queues) or 1
