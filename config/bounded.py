"""Calls of Redis from web requests: nobody waits long for it, and not twice in a row.

A call is made by a thread of its own, so that not even looking up the host's name can hold a
request. After a failure, the calls of the next seconds fail at once.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NoAnswer
from typing import Any

from kombu.exceptions import OperationalError
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError

LONGEST_WAIT = 0.2  # seconds
PAUSE = 2.0  # seconds after a failure in which nothing is tried
THREADS = 8
AWAY = (OperationalError, RedisConnectionError, RedisTimeoutError, OSError)


class AwayError(OperationalError):
    """Redis does not answer; what was asked may still come to pass."""


class Bounded:
    """Makes calls that may take ``LONGEST_WAIT``, and none for a while after one that failed."""

    def __init__(self) -> None:
        self._begin_anew()
        # The threads of a process stay behind when it forks.
        os.register_at_fork(after_in_child=self._begin_anew)

    def _begin_anew(self) -> None:
        self._closed_until = 0.0
        self._lock = threading.Lock()
        self._pool: ThreadPoolExecutor | None = None

    def call(self, function: Callable[..., Any], *args: Any, **options: Any) -> Any:
        """What the function returns.

        Raises:
            AwayError: Redis did not answer in time, or did not a moment ago.
        """
        if time.monotonic() < self._closed_until:
            raise AwayError("Redis did not answer a moment ago.")
        future: Future[Any] = self._threads().submit(function, *args, **options)
        try:
            return future.result(timeout=LONGEST_WAIT)
        except (NoAnswer, *AWAY) as error:
            future.cancel()
            self._closed_until = time.monotonic() + PAUSE
            raise AwayError(f"Redis does not answer: {error}") from error

    def _threads(self) -> ThreadPoolExecutor:
        with self._lock:
            if self._pool is None:
                self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="redis")
            return self._pool


redis_calls = Bounded()
