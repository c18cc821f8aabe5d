"""How many processor threads a process computes with, and that they sleep while they wait.

Read by OpenMP when torch is loaded, so it is set before anything else is. Threads that wait by
spinning, as is OpenMP's default, take the processor from those that work.
"""

from __future__ import annotations

import os
from math import ceil
from pathlib import Path

from . import environment

QUOTA = Path("/sys/fs/cgroup/cpu.max")  # "microseconds period", or "max period", of a container


def set_threads(*, processes: int = 1) -> None:
    """Sets what the environment leaves open. ``processes`` share the threads between them."""
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    threads = environment.number("PLUMBLINE_THREADS", default=0) or usable_cores()
    # A process started by another of ours has that one's number, which is nobody's wish.
    if os.environ.get("OMP_NUM_THREADS", str(threads)) == str(threads):
        os.environ["OMP_NUM_THREADS"] = str(max(1, threads // processes))


def usable_cores(quota: Path = QUOTA) -> int:
    """Cores that this process may use, by its affinity and by what its container is allowed."""
    cores = len(os.sched_getaffinity(0))
    try:
        allowed, period = quota.read_text(encoding="ascii").split()
        return min(cores, max(1, ceil(int(allowed) / int(period))))
    except (OSError, ValueError):  # no such limit
        return cores
