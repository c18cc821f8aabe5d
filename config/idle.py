"""Workers that wait give their memory back.

What torch and a model took stays with a process when its work is done. A child of a worker that
has had nothing to do for a while ends, and its parent, which never loads torch, forks another; a
worker without children gives back what the allocator holds for it.
"""

from __future__ import annotations

import ctypes
import gc
import os
import sys
import threading
import time
from contextlib import suppress
from typing import Any

from billiard.common import EX_RECYCLE
from celery.signals import task_postrun, task_prerun, worker_process_init, worker_ready

IDLE_AFTER = 30.0  # seconds
LOOK_EVERY = 5.0  # seconds

_busy = 0
_last_work = time.monotonic()


@task_prerun.connect
def _begins(**_: Any) -> None:
    global _busy
    _busy += 1


@task_postrun.connect
def _ends(**_: Any) -> None:
    global _busy, _last_work
    _busy -= 1
    _last_work = time.monotonic()


@worker_process_init.connect
def _watch_child(**_: Any) -> None:
    global _busy, _last_work
    _busy, _last_work = 0, time.monotonic()
    _watch(end_child)


@worker_ready.connect
def _watch_worker(**_: Any) -> None:
    _watch(trim)


def _watch(when_idle: Any) -> None:
    def look() -> None:
        rested = 0.0
        while True:
            time.sleep(LOOK_EVERY)
            # Once for each time that it worked.
            if not _busy and _last_work != rested and time.monotonic() - _last_work > IDLE_AFTER:
                rested = _last_work
                when_idle()

    threading.Thread(target=look, daemon=True, name="idle").start()


def end_child() -> None:
    """Ends this process as one that has done its share. A task that reaches it at this instant is
    not acknowledged, and given to another."""
    if "torch" in sys.modules:
        os._exit(EX_RECYCLE)


def trim() -> None:
    """Gives unused memory back to the system, where the C library can."""
    gc.collect()
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
