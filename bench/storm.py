"""A storm: people label, import, export, retrain and score while every process is killed.

Twelve annotators for ten minutes beside a researcher and an admin, on a PostgreSQL and a Redis of
our own: 100 kills (SIGKILL) of web, workers, beat, PostgreSQL and Redis, and five flushes of the
broker. No answer may be lost or learned twice, and everything that was asked for must end by
itself: nobody sends anything again.
"""

from __future__ import annotations

import json
import random
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import redis

from bench import storm_check
from bench.own_servers import (
    missing_servers,
    postgres,
    postgres_answers,
    redis_answers,
    redis_server,
)
from bench.report import Aim, print_report
from bench.stack import Stack, free_port, start_parts
from bench.storm_kills import Killer
from bench.storm_people import Admin, Annotator, Log, Person, Researcher, prompt_row
from config.demo import services
from config.health import is_healthy
from config.supervisor import Child, Supervisor

WORK_WITHIN, TRAINING_WITHIN = 120.0, 300.0  # seconds after the last kill
PREPARE = """
import json, sys
from datetime import timedelta
from feedback.models import AccessToken, Membership, Project, User
project = Project.objects.create(slug="storm", name="Storm", queue_size=100)
tokens = []
for name, role in json.load(sys.stdin):
    user = User.objects.create_user(name)
    Membership.objects.create(project=project, user=user, role=role)
    tokens.append(AccessToken.objects.create(user=user, name="storm", expiry=timedelta(days=1))[1])
print(" ".join(tokens))
"""
OPEN = "SELECT count(*) FROM feedback_comparison WHERE status = 'open'"


@dataclass(frozen=True)
class Size:
    """How long and how hard it storms."""

    seconds: float
    annotators: int
    kills: int
    flushes: int
    prompts: int
    promotions: int  # at least so many are awaited


FULL = Size(seconds=600, annotators=12, kills=100, flushes=5, prompts=600, promotions=3)
QUICK = Size(seconds=60, annotators=4, kills=9, flushes=1, prompts=120, promotions=0)


def run(*, data: Path | None = None, quick: bool = False) -> None:
    """Prints what was killed, what was promised, and what became of it."""
    if missing := missing_servers():
        raise SystemExit(f"Needed on this machine, and not found: {', '.join(missing)}.")
    size = QUICK if quick else FULL
    figures = storm(size, embedded=False)
    print_report(
        name="storm",
        sizes={**size.__dict__},
        figures=figures,
        aims=aims_of(figures, size),
    )


def aims_of(figures: dict[str, Any], size: Size) -> list[Aim]:
    """What must hold after a storm."""
    none = [
        ("answers lost", "lost"),
        ("answers stored twice", "doubled"),
        ("answers not learned exactly once", "not_learned_once"),
        ("5xx but 503 with Retry-After, server alive", "unexcused"),
        ("work that never ended, or failed", "unfinished"),
    ]
    work, training = figures["work_ended_s"], figures["training_ended_s"]
    return [
        *(Aim(what, figures[name], "0", figures[name] == 0) for what, name in none),
        Aim("work ended after the last kill, s", work, "<= 120", work <= WORK_WITHIN),
        Aim("training ended after the last kill, s", training, "<= 300", training <= 300),
        Aim("answers given", figures["acknowledged"], "> 0", figures["acknowledged"] > 0),
        Aim("kills", figures["kills"], f">= {size.kills}", figures["kills"] >= size.kills),
        Aim(
            "versions promoted meanwhile",
            figures["promoted"],
            f">= {size.promotions}",
            figures["promoted"] >= size.promotions,
        ),
    ]


def storm(size: Size, *, embedded: bool, settings: dict[str, str] | None = None) -> dict[str, Any]:
    """Lets it storm, waits until all is calm, and looks what is wrong.

    Args:
        embedded: on SQLite and queues kept as files, where there are no servers to kill.
        settings: more of the environment of all processes.
    """
    with _stack(embedded=embedded, settings=settings or {}) as (stack, is_up, broker):
        log, stop = Log(), threading.Event()
        people = _people(stack, size, log, stop)
        killer = Killer(stack.supervisor, is_up, seed=1)
        for person in people:
            person.start()
        last_kill = _storm(stack, killer, size, broker)
        stop.set()
        for person in people:
            stack.supervisor.wait_until(lambda p=person: not p.is_alive(), seconds=150)  # type: ignore[misc]
        ended = _wait_for_calm(stack, last_kill)
        problems = Counter(problem.what for problem in log.problems if not killer.excuses(problem))
        return {
            "requests": log.requests,
            "acknowledged": len(log.acknowledged),
            "taken_back": len(log.undone),
            "told_to_wait": log.told_to_wait,
            "asked": log.asked,
            "kills": sum(killer.kills.values()),
            "kills_by_kind": dict(killer.kills),
            "excused": len(log.problems) - sum(problems.values()),
            "unexcused": sum(problems.values()),
            "unexcused_by_kind": dict(problems.most_common(10)),
            **ended,
            **storm_check.answers(stack, log),
        }


@contextmanager
def _stack(
    *, embedded: bool, settings: dict[str, str]
) -> Iterator[tuple[Stack, dict[str, Callable[[], bool]], str | None]]:
    """All of Plumbline, how to tell that a part of it is up, and the broker's address."""
    with tempfile.TemporaryDirectory(prefix="plumbline-storm-") as folder:
        Path(folder).chmod(0o755)  # PostgreSQL may run as another user
        home, port = Path(folder) / "home", free_port()
        home.mkdir()
        environment = Stack.environment_of(home, settings)
        supervisor = Supervisor(environment)
        is_up: dict[str, Callable[[], bool]] = {}
        database, broker = f"sqlite:///{home / 'plumbline.sqlite3'}", None
        try:
            if not embedded:
                database, broker = _start_servers(supervisor, Path(folder), is_up)
                environment |= {"DATABASE_URL": database, "REDIS_URL": broker}
            stack = Stack(f"http://127.0.0.1:{port}", database, home, environment, supervisor)
            stack.manage("migrate", "--verbosity", "0")
            children = services(port, home)
            start_parts(supervisor, list(children), children, port)
            is_up["web"] = lambda: is_healthy(port)
            for name, child in children.items():
                if name != "web":
                    is_up[name] = lambda c=child: _is_ready(c)  # type: ignore[misc]
            yield stack, is_up, broker
        finally:
            supervisor.stop()


def _start_servers(
    supervisor: Supervisor, folder: Path, is_up: dict[str, Callable[[], bool]]
) -> tuple[str, str]:
    database_child, database = postgres(folder / "postgres", free_port())
    broker_child, broker = redis_server(folder / "redis", free_port())
    is_up["postgres"] = lambda: postgres_answers(database)
    is_up["redis"] = lambda: redis_answers(broker)
    for child in (database_child, broker_child):
        supervisor.start(child)
        if not supervisor.wait_until(is_up[child.name], seconds=60):
            raise RuntimeError(f"{child.name} did not start:\n{child.log.read_text()[-2000:]}")
    return database, broker


def _is_ready(child: Child) -> bool:
    return child.start_again is None and (child.name == "beat" or child.has_said(b" ready."))


def _people(stack: Stack, size: Size, log: Log, stop: threading.Event) -> list[Person]:
    """Everybody, not yet at work, in a project with something to label."""
    people = [(f"annotator{i}", "annotator") for i in range(size.annotators)]
    people += [("researcher", "researcher"), ("admin", "admin")]
    said = stack.manage("shell", "-v", "0", "-c", PREPARE, stdin=json.dumps(people))
    draw, file = random.Random(0), stack.home / "first.jsonl"
    rows = [prompt_row(f"number {i}", draw) for i in range(size.prompts)]
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    stack.manage(
        *("import_preferences", str(file), "--project", "storm", "--format", "prompts-responses")
    )
    if not stack.supervisor.wait_until(lambda: storm_check.number(stack, OPEN) > 0, seconds=300):
        raise RuntimeError("Nothing to label came up.")
    kinds = {"annotator": Annotator, "researcher": Researcher, "admin": Admin}
    tokens = said.split()[-len(people) :]
    return [
        kinds[role](stack.url, token, log, stop, seed=i)
        for i, (token, (_, role)) in enumerate(zip(tokens, people, strict=True))
    ]


def _storm(stack: Stack, killer: Killer, size: Size, broker: str | None) -> float:
    """Kills and flushes by plan; returns when the last kill was (monotonic)."""
    began = time.monotonic()
    kills = [began + size.seconds * (i + 1) / (size.kills + 1) for i in range(size.kills)]
    flushes = [began + size.seconds * (i + 1) / (size.flushes + 1) for i in range(size.flushes)]
    last = began
    while kills or time.monotonic() < began + size.seconds:
        stack.supervisor.watch()
        killer.look()
        now = time.monotonic()
        if kills and now >= kills[0] and killer.kill_one():
            kills.pop(0)
            last = now
        if broker and flushes and now >= flushes[0] and redis_answers(broker):
            redis.Redis.from_url(broker).flushall()
            flushes.pop(0)
        time.sleep(0.1)
    stack.supervisor.wait_until(killer.all_are_up, seconds=90)
    return last


def _wait_for_calm(stack: Stack, last_kill: float) -> dict[str, Any]:
    """Waits until all work has ended; seconds from the last kill, and what has not."""
    ended: dict[str, float] = {}

    def calm() -> bool:
        waiting = storm_check.waiting(stack)
        now = round(time.monotonic() - last_kill, 1)
        if not any(waiting.values()):
            ended.setdefault("training", now)
        if not any(count for kind, count in waiting.items() if kind != "training"):
            ended.setdefault("work", now)
        else:
            ended.pop("work", None)
        return "training" in ended and "work" in ended

    while not calm() and time.monotonic() - last_kill < TRAINING_WITHIN + 30:
        stack.supervisor.watch()
        time.sleep(0.5)
    gone = round(time.monotonic() - last_kill, 1)
    left = {kind: count for kind, count in storm_check.waiting(stack).items() if count}
    failed = storm_check.failed(stack)
    return {
        "work_ended_s": ended.get("work", gone),
        "training_ended_s": ended.get("training", gone),
        "unfinished": sum(left.values()) + sum(failed.values()),
        "left": left,
        "failed": failed,
        "promoted": storm_check.promoted(stack),
    }
