"""Starts programs as children, starts again those that die, and leaves none behind.

Each child leads a process group of its own. A Ctrl-C in the terminal therefore reaches the
supervisor alone, which stops the children in its own order; and whatever a child has started
can be ended with it.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from .step import log_tail

POLL = 0.1  # seconds
STEADY_AFTER = 60.0  # seconds; a child that lived longer is started again without delay
LONGEST_DELAY = 30.0  # seconds


class Stopped(Exception):  # noqa: N818 - a request, not an error
    """A signal asked the supervisor to stop."""


@dataclass
class Child:
    """One program: what it is called, how it is started, and where its output goes."""

    name: str
    command: list[str]
    log: Path
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    start_again: float | None = None  # monotonic time; None while it runs
    log_offset: int = 0  # bytes the log held when the program was last started
    failures: int = 0  # in a row

    def start(self, environment: dict[str, str]) -> None:
        with self.log.open("ab") as output:
            self.log_offset = output.tell()
            self.process = subprocess.Popen(
                self.command,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.started = time.monotonic()
        self.start_again = None

    def has_exited(self) -> bool:
        """Looks without reaping: until then its group's number cannot be given to another."""
        assert self.process is not None
        if self.process.returncode is not None:
            return True
        flags = os.WEXITED | os.WNOHANG | os.WNOWAIT
        return os.waitid(os.P_PID, self.process.pid, flags) is not None

    def reap(self) -> int:
        """Ends what is left of the child's group, and the child; returns its exit status."""
        assert self.process is not None
        if self.process.returncode is None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
        return self.process.wait()

    def has_said(self, words: bytes) -> bool:
        """Whether the log holds ``words`` since the program was last started."""
        with self.log.open("rb") as file:
            file.seek(self.log_offset)
            return words in file.read()


@dataclass
class Supervisor:
    """Keeps children running until a signal comes. ``say`` receives what people should read."""

    environment: dict[str, str]
    say: Callable[[str], None] = print
    grace: float = 10.0  # seconds between the request to stop and the end by force
    first_delay: float = 1.0  # seconds before a child that died is started again
    children: list[Child] = field(default_factory=list)
    signals: int = 0

    def install_signal_handlers(self) -> None:
        """SIGINT, SIGTERM and SIGHUP (a closed terminal) stop everything; a second one at once."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._note_signal)

    def _note_signal(self, number: int, frame: FrameType | None) -> None:
        self.signals += 1

    def start(self, child: Child) -> None:
        """Starts ``child`` and watches it from now on."""
        self.children.append(child)
        child.start(self.environment)

    def finish(self, child: Child, *, meanwhile: Callable[[], None] = lambda: None) -> int:
        """Starts ``child``, waits until it ends by itself, and returns its exit status.

        Meanwhile the other children are watched, and ``meanwhile`` is called now and then, the
        last time after the end. Raises ``Stopped`` when a signal comes.
        """
        child.start(self.environment)
        try:
            while not child.has_exited():
                self.watch()
                meanwhile()
                time.sleep(POLL)
            meanwhile()
            return child.reap()
        finally:
            self._end([child])

    def watch(self) -> None:
        """One look at every child. Raises ``Stopped`` when a signal came."""
        if self.signals:
            raise Stopped
        for child in self.children:
            if child.start_again is not None:
                if time.monotonic() >= child.start_again:
                    child.start(self.environment)
            elif child.has_exited():
                self._plan_restart(child)

    def wait_until(self, condition: Callable[[], bool], *, seconds: float) -> bool:
        """Watches until ``condition`` holds; False when it does not in time."""
        deadline = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > deadline:
                return False
            self.watch()
            time.sleep(POLL)
        return True

    def stop(self) -> None:
        """Asks every child to end, waits ``grace`` seconds, ends by force what is left."""
        self._end(self.children)
        self.children.clear()

    def _plan_restart(self, child: Child) -> None:
        status = child.reap()
        steady = time.monotonic() - child.started > STEADY_AFTER
        child.failures = 1 if steady else child.failures + 1
        delay = min(LONGEST_DELAY, self.first_delay * 2 ** (child.failures - 1))
        child.start_again = time.monotonic() + delay
        ended = f"signal {-status}" if status < 0 else f"exit status {status}"
        self.say(
            f"\n{child.name} stopped ({ended}). The end of {child.log}:\n"
            f"{log_tail(child.log, lines=15)}\n"
            f"Starting {child.name} again in {delay:.0f} s.\n"
        )

    def _end(self, children: Iterable[Child]) -> None:
        running = [c for c in children if c.process is not None and c.process.returncode is None]
        for child in running:
            if not child.has_exited():
                assert child.process is not None
                # Not Popen.terminate, which may reap.
                os.kill(child.process.pid, signal.SIGTERM)
        deadline = time.monotonic() + self.grace
        waiting = running
        # One signal brought us here; another means: do not wait.
        while waiting and time.monotonic() < deadline and self.signals < 2:
            time.sleep(POLL)
            waiting = [child for child in waiting if not child.has_exited()]
        for child in running:
            child.reap()
