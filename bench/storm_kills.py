"""Killing processes by plan, and knowing when what was killed was away."""

from __future__ import annotations

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from bench.storm_people import Problem
from config.supervisor import Child, Supervisor

# A request in flight when its server dies is noticed by its client a little later.
AFTERMATH = 1.0  # seconds


@dataclass
class Killer:
    """Kills a child after the other, each as often as the others, when it is up."""

    supervisor: Supervisor
    is_up: dict[str, Callable[[], bool]]  # by name of child
    seed: int
    kills: Counter[str] = field(default_factory=Counter)
    outages: list[tuple[str, float, float]] = field(default_factory=list)
    down: dict[str, float] = field(default_factory=dict)  # killed, and not yet up again
    turn: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)

    def kill_one(self) -> str | None:
        """Kills the next child in turn that is up, or one of its own children; says which."""
        if not self.turn:
            self.turn = list(self.is_up)
            self.random.shuffle(self.turn)
        for name in [name for name in self.turn if name not in self.down]:
            child = next(each for each in self.supervisor.children if each.name == name)
            if child.start_again is not None or child.process is None:
                continue
            self.turn.remove(name)
            self._kill(child)
            return name
        return None

    def _kill(self, child: Child) -> None:
        assert child.process is not None
        target = child.process.pid
        below = children_of(target)
        if below and self.random.random() < 0.5:
            target = self.random.choice(below)
        child.failures = 0  # deaths by our hand are no reason to wait longer
        with suppress(ProcessLookupError):  # a child of it may have ended by itself
            os.kill(target, signal.SIGKILL)
        self.kills[child.name] += 1
        self.down[child.name] = time.monotonic()

    def look(self) -> None:
        """Notes which children are up again."""
        for name, since in list(self.down.items()):
            child = next(each for each in self.supervisor.children if each.name == name)
            if time.monotonic() - since < AFTERMATH or child.start_again is not None:
                continue
            if self.is_up[name]():
                self.outages.append((name, since, time.monotonic() + AFTERMATH))
                del self.down[name]

    def all_are_up(self) -> bool:
        self.look()
        return not self.down

    def excuses(self, problem: Problem) -> bool:
        """Whether the request's web process or database was away while it went on."""
        return any(
            name in ("web", "postgres") and problem.began <= until and problem.ended >= since
            for name, since, until in self.outages
        )


def children_of(pid: int) -> list[int]:
    """The processes that this one has started."""
    found = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(each) for each in found.read_text().split()] if found.exists() else []
