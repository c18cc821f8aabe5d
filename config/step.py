"""Runs one long command: says what it is, how it goes every few seconds, and how long it took.

``python config/step.py TITLE LOG COMMAND...`` keeps the command's output in LOG, shows its last
line now and then, and shows its end when the command fails. Runs before anything is installed,
so it needs the standard library alone. Exits as the command did.
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

REPORT_EVERY = 8.0  # seconds
LINE_WIDTH = 72


def last_line(log: Path) -> str:
    """The last line of a log that says something, cut to a screen's width; "" if none does."""
    with log.open("rb") as file:
        file.seek(max(0, log.stat().st_size - 4096))
        text = file.read().decode("utf-8", errors="replace")
    # A progress bar redraws its line with carriage returns; splitlines cuts there too.
    said = [line.strip() for line in text.splitlines() if line.strip()]
    return said[-1][:LINE_WIDTH] if said else ""


def log_tail(log: Path, *, lines: int = 30) -> str:
    """The last lines of a log, for a message about what went wrong."""
    with log.open("rb") as file:
        file.seek(max(0, log.stat().st_size - 64 * 1024))
        text = file.read().decode("utf-8", errors="replace")
    return "\n".join(text.splitlines()[-lines:])


def follow(process: subprocess.Popen[bytes], log: Path, started: float) -> int:
    """Waits for the command, with a line of news every few seconds."""
    while True:
        try:
            return process.wait(timeout=REPORT_EVERY)
        except subprocess.TimeoutExpired:
            seconds = time.monotonic() - started
            print(f"    {seconds:4.0f} s  {last_line(log)}", flush=True)


def run_step(title: str, log: Path, command: list[str]) -> int:
    """Runs ``command`` with its output in ``log``; returns its exit status."""
    print(f"==> {title}", flush=True)
    started = time.monotonic()
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT
        )
    try:
        status = follow(process, log, started)
    except KeyboardInterrupt:
        process.wait()  # it got the same Ctrl-C
        print(f"    stopped: {title}", flush=True)
        return 130
    seconds = time.monotonic() - started
    if status == 0:
        print(f"    done in {seconds:.0f} s", flush=True)
    else:
        print(f"{log_tail(log)}\n    failed after {seconds:.0f} s: {title}", file=sys.stderr)
        print(f"    all it said: {log}", file=sys.stderr, flush=True)
    return status if status >= 0 else 128 - status


if __name__ == "__main__":
    raise SystemExit(run_step(sys.argv[1], Path(sys.argv[2]), sys.argv[3:]))
