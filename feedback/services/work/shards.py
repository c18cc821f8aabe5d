"""Which live worker serves which project, so that each keeps the heads of few projects warm.

Rendezvous hashing (Thaler and Ravishankar 1998, "Using name-based mappings to increase hit rates"):
of the live workers that are alive, a project's is the one with the greatest hash of both names.
When a worker dies or comes, only those projects move that were its own or become so. Nothing
depends on everybody's agreeing: what is carried out is claimed in the database first, by
whomever the message wakes.
"""

from __future__ import annotations

import hashlib
import re
from datetime import timedelta

from django.utils import timezone

from feedback.models import Worker

# A worker gives a sign of life every four seconds; after so many missed its projects move.
ALIVE_FOR = timedelta(seconds=15)
LIVE = "live"
# What not every broker takes in the name of a queue.
_NOT_IN_NAMES = re.compile(r"[^\w.-]")


def own_queue(worker: str) -> str:
    """The queue that a live worker alone takes messages from."""
    return f"{LIVE}-{_NOT_IN_NAMES.sub('-', worker)}"


def shard_of(project_id: int) -> str:
    """Where to send what is live work of the project: the queue of its worker, or, where none was
    heard, the one that all live workers share."""
    heard = Worker.objects.filter(heard_at__gte=timezone.now() - ALIVE_FOR)
    alive = [
        worker.name
        for worker in heard.only("name", "queues")
        if own_queue(worker.name) in worker.queues
    ]
    if not alive:
        return LIVE
    return own_queue(max(alive, key=lambda name: _weight(name, project_id)))


def _weight(worker: str, project_id: int) -> bytes:
    return hashlib.sha256(f"{worker} {project_id}".encode()).digest()
