"""Workers say that they are alive; anybody can ask which queue has one."""

from __future__ import annotations

import threading
import time

from django.core.cache import cache

PERIOD = 10.0  # seconds
ALIVE_FOR = 60


def start_heartbeat(queues: list[str]) -> None:
    """Says so from a daemon thread until the process ends."""

    def beat() -> None:
        while True:
            for queue in queues:
                cache.set(f"worker-alive:{queue}", time.time(), ALIVE_FOR)
            time.sleep(PERIOD)

    threading.Thread(target=beat, daemon=True, name="heartbeat").start()


def is_alive(queue: str) -> bool:
    """Whether a worker of the queue was heard within the last minute."""
    heard = cache.get(f"worker-alive:{queue}")
    return heard is not None and time.time() - float(heard) < ALIVE_FOR
