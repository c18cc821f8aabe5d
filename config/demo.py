"""``make demo``: the whole of Plumbline on this machine, with its demo project, until Ctrl-C.

Prepares the data folder (``PLUMBLINE_HOME``), then runs the web server, four workers and beat
as child processes on SQLite and Celery's filesystem transport.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import socket
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TextIO

from .health import is_healthy
from .step import log_tail
from .supervisor import Child, Stopped, Supervisor

ROOT = Path(__file__).resolve().parent.parent
START_WITHIN = 120.0  # seconds for the web server and the live worker to come up


class CannotStartError(Exception):
    """Why the demo cannot run, in words for the person who started it."""


def port_from_environment() -> int:
    """``PORT``, 8000 unless it says otherwise. Raises ``CannotStartError`` when it is no port."""
    value = os.environ.get("PORT") or "8000"
    if not (value.isascii() and value.isdigit() and 0 < int(value) < 65536):
        raise CannotStartError(f"PORT must be a number from 1 to 65535; it is {value!r}.")
    return int(value)


def check_port_is_free(port: int) -> None:
    """Raises ``CannotStartError`` when something listens on ``port``, or it may not be used."""
    with socket.socket() as probe:
        # As the web server does: an address that is only cooling down counts as free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise CannotStartError(
                f"Port {port} cannot be used ({error.strerror}). "
                f"Choose another: make demo PORT={port + 1 if port < 65535 else 8001}"
            ) from error


def lock_home(home: Path) -> TextIO:
    """Holds ``home`` for this process until the returned file is closed.

    Raises ``CannotStartError`` when another demo holds it.
    """
    file = (home / "demo.lock").open("a+", encoding="utf-8")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        file.seek(0)
        holder = file.read().strip()
        file.close()
        raise CannotStartError(
            f"A demo already runs on {home} ({holder}). Stop it with Ctrl-C there, "
            "or use another data folder: make demo PLUMBLINE_HOME=/path/to/folder PORT=8001"
        ) from error
    return file


def describe_holder(lock: TextIO, port: int) -> None:
    """Writes into the lock file who holds it, for the message of ``lock_home``."""
    lock.truncate(0)
    lock.write(f"process {os.getpid()}, http://127.0.0.1:{port}\n")
    lock.flush()


def demo_environment(home: Path) -> dict[str, str]:
    """The children's environment. A database or broker that the shell names is not the demo's."""
    environment = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "REDIS_URL"}}
    return environment | {
        "PLUMBLINE_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "PYTHONUNBUFFERED": "1",
    }


def manage(*arguments: str) -> list[str]:
    return [sys.executable, "manage.py", *arguments]


def celery(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "celery", "-A", "config.celery", *arguments]


def worker(queue: str, *arguments: str) -> list[str]:
    # Gossip, mingle and heartbeat are talk between workers; over files it costs and brings nothing.
    quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    name = f"{queue}@%h"
    return celery("worker", "-Q", queue, "-n", name, "-l", "INFO", *quiet, *arguments)


def web(port: int, workers: int = 1) -> list[str]:
    address = f"127.0.0.1:{port}"
    shape = ["--worker-class", "gthread", "--workers", str(workers), "--threads", "8"]
    gunicorn = [sys.executable, "-m", "gunicorn", "config.wsgi:application", "--bind", address]
    return [*gunicorn, *shape, "--no-control-socket"]


def services(port: int, logs: Path, *, web_workers: int = 1) -> dict[str, Child]:
    """What runs while the demo runs, by name, in the order of starting."""
    beat = "django_celery_beat.schedulers:DatabaseScheduler"
    commands = {
        "web": web(port, web_workers),
        "live": worker("live", "--pool", "solo"),
        # The more a part is waited for, the more of the processor it gets.
        "soon": ["nice", "-n", "3", *worker("soon", "--pool", "solo")],
        "bulk": ["nice", "-n", "5", *worker("bulk", "--pool", "prefork", "--concurrency", "2")],
        "training": ["nice", "-n", "10", *worker("training", "--pool", "solo")],
        "beat": celery("beat", "-l", "INFO", "--scheduler", beat),
    }
    return {name: Child(name, command, logs / f"{name}.log") for name, command in commands.items()}


def echo(log: Path) -> Callable[[], None]:
    """A function that prints what has been added to ``log`` since it was last called."""
    offset = 0

    def print_new_lines() -> None:
        nonlocal offset
        with log.open("rb") as file:
            file.seek(offset)
            new = file.read()
        offset += len(new)
        sys.stdout.write(new.decode("utf-8", errors="replace"))
        sys.stdout.flush()

    return print_new_lines


def run_step(supervisor: Supervisor, title: str, child: Child, *, show: bool = False) -> None:
    """Runs one command to its end. ``show``: passes its output on as it comes.

    Raises ``CannotStartError`` with the end of its output when it fails.
    """
    print(f"==> {title}", flush=True)
    started = time.monotonic()
    meanwhile = echo(child.log) if show else lambda: None
    if supervisor.finish(child, meanwhile=meanwhile) != 0:
        raise CannotStartError(f"{log_tail(child.log)}\n{title}: failed. All it said: {child.log}")
    print(f"    done in {time.monotonic() - started:.0f} s", flush=True)


def static_files_key() -> str:
    """Changes when the static files that the packages carry may have changed."""
    digest = hashlib.sha256()
    for name in ("constraints.txt", "pyproject.toml", "config/settings.py"):
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def collect_static_files(supervisor: Supervisor, home: Path, logs: Path) -> None:
    """Runs ``collectstatic`` unless it ran for these very packages and settings."""
    mark = home / "static.key"
    key = static_files_key()
    if (home / "static").is_dir() and mark.exists() and mark.read_text() == key:
        return
    mark.unlink(missing_ok=True)
    # Compressing the maps for debuggers would take four times as long as all the rest.
    command = manage("collectstatic", "--noinput", "--ignore", "*.map")
    run_step(supervisor, "Collecting static files", Child("static", command, logs / "static.log"))
    mark.write_text(key)


def prepare_logs(home: Path) -> Path:
    """The folder for logs; those of the last start are kept beside the new ones."""
    logs = home / "logs"
    logs.mkdir(exist_ok=True)
    for log in logs.glob("*.log"):
        log.replace(log.with_suffix(".log.1"))
    return logs


def wait_until_up(supervisor: Supervisor, port: int, live: Child) -> None:
    """Waits for the web server and for the worker that learns from answers.

    Raises ``CannotStartError`` when the web server does not come up. Without the worker people can
    label all the same, so its absence is said and no more.
    """
    if not supervisor.wait_until(lambda: is_healthy(port), seconds=START_WITHIN):
        raise CannotStartError(f"The web server did not answer within {START_WITHIN:.0f} s.")
    if not supervisor.wait_until(lambda: live.has_said(b" ready."), seconds=START_WITHIN):
        print(f"The live worker is not up yet; see {live.log}", flush=True)


def print_address(home: Path, port: int) -> None:
    """Where to go, and with which names and passwords."""
    logins: dict[str, str] = json.loads((home / "demo_logins.json").read_text(encoding="utf-8"))
    width = max(len(name) for name in logins)
    rows = "\n".join(f"    {name:<{width}}   {password}" for name, password in logins.items())
    print(
        f"\n  Plumbline is running at  http://127.0.0.1:{port}\n\n"
        f"  Logins (name, password):\n{rows}\n\n"
        f"  Data and logs: {home}\n"
        f"  Ctrl-C stops everything; the data stay.\n",
        flush=True,
    )


def run(supervisor: Supervisor, home: Path, port: int) -> None:
    """Prepares the data, starts the services, and watches them until a signal comes."""
    logs = prepare_logs(home)
    migrate = Child("migrate", manage("migrate", "--noinput"), logs / "migrate.log")
    run_step(supervisor, "Preparing the database", migrate)
    collect_static_files(supervisor, home, logs)
    running = services(port, logs)
    for child in running.values():
        supervisor.start(child)
    load = Child("load_demo", manage("load_demo"), logs / "load_demo.log")
    run_step(supervisor, "Loading the demo project", load, show=True)
    print("==> Waiting for the web server and the workers", flush=True)
    wait_until_up(supervisor, port, running["live"])
    print_address(home, port)
    while True:
        supervisor.watch()
        time.sleep(0.5)


def main() -> int:
    os.chdir(ROOT)
    home = Path(os.environ.get("PLUMBLINE_HOME") or ROOT / "var").resolve()
    supervisor = Supervisor(environment=demo_environment(home))
    supervisor.install_signal_handlers()
    try:
        home.mkdir(parents=True, exist_ok=True)
        port = port_from_environment()
        with lock_home(home) as lock:
            check_port_is_free(port)
            describe_holder(lock, port)
            try:
                run(supervisor, home, port)
            finally:
                with suppress(OSError):  # the terminal may be gone
                    print("\nStopping …", flush=True)
                supervisor.stop()
    except Stopped:
        print("Stopped. Start again with: make demo", flush=True)
    except (CannotStartError, OSError) as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
