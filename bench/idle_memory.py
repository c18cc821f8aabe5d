"""What the demo's processes hold while nobody does anything, by process.

Starts the web server, the workers and beat as the demo does, on SQLite, with the demo project
loaded; waits until no file of theirs grows any more, and reads each process's proportional set
size (memory shared by n processes counts as an nth for each).
"""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from pathlib import Path

from bench.report import Aim, print_report
from bench.stack import free_port
from config.demo import demo_environment, manage, services, wait_until_up
from config.supervisor import Child, Supervisor

IDLE_AFTER = {"quick": 60.0, "full": 180.0}  # seconds from loading to measuring
MOST = 1.0  # GiB


def run(*, data: Path | None = None, quick: bool = False) -> None:
    wait = IDLE_AFTER["quick" if quick else "full"]
    with tempfile.TemporaryDirectory(prefix="plumbline-memory-") as folder:
        home, port = Path(folder), free_port()
        supervisor = Supervisor(demo_environment(home))
        options = {"env": supervisor.environment, "check": True, "stdout": subprocess.DEVNULL}
        subprocess.run(manage("migrate", "--verbosity", "0"), **options)  # type: ignore[call-overload]
        running = services(port, home)
        try:
            for child in running.values():
                supervisor.start(child)
            subprocess.run(manage("load_demo"), **options)  # type: ignore[call-overload]
            wait_until_up(supervisor, port, running["live"])
            time.sleep(wait)
            held = {name: held_by(child) for name, child in running.items()}
        finally:
            supervisor.stop()
    whole = sum(sum(sizes) for sizes in held.values()) / 1024
    print_report(
        name="idle_memory",
        sizes={"seconds_idle": wait, "processes": sum(map(len, held.values()))},
        figures={"mib": held, "gib": round(whole, 2)},
        aims=[Aim("idle demo", round(whole, 2), f"at most {MOST} GiB", whole <= MOST)],
    )


def held_by(child: Child) -> list[float]:
    """MiB (proportional set size) of each process of a child's session."""
    assert child.process is not None
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and os.getsid(int(entry.name)) == child.process.pid:
                lines = (entry / "smaps_rollup").read_text().splitlines()
                size = next(line.split()[1] for line in lines if line.startswith("Pss:"))
                found.append(round(int(size) / 1024, 1))
        except (OSError, StopIteration):  # it has just ended
            continue
    return sorted(found, reverse=True)
