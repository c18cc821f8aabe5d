"""One project brings very much at once while six people label another: who waits for whom?

On PostgreSQL and Redis, with all workers of one machine. First the small project alone: how long
the next comparison, an import of 100 rows and an export take. Then the big project's file is sent,
and the same is measured until its import has ended and some of its features are made. The small
project's queue must never run dry, and no text may be embedded twice.
"""

from __future__ import annotations

import json
import random
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psycopg

from bench.report import Aim, percentile, print_report
from bench.stack import Stack, running_stack
from bench.storm_people import prompt_row

PARTS = ("web", "live", "soon", "bulk", "training", "beat")
AIM_NEXT, AIM_JOBS = 2.0, 3.0
PREPARE = """
import json, sys
from datetime import timedelta
from feedback.models import AccessToken, Membership, Project, User
tokens = []
projects = {slug: Project.objects.create(slug=slug, name=slug) for slug in ("small", "big")}
for name, slug, role in json.load(sys.stdin):
    user, _ = User.objects.get_or_create(username=name)
    Membership.objects.create(project=projects[slug], user=user, role=role)
    tokens.append(AccessToken.objects.create(user=user, name="fair", expiry=timedelta(days=1))[1])
print(" ".join(tokens))
"""
OPEN = (
    "SELECT count(*) FROM feedback_comparison c JOIN feedback_project p ON p.id = c.project_id "
    "WHERE c.status = 'open' AND p.slug = 'small'"
)
EMBEDDED = "SELECT count(*), coalesce(max(id), 0) FROM rewardmodel_embedding"


@dataclass(frozen=True)
class Size:
    """How much is brought, by how many people who label meanwhile, and for how long at most."""

    rows: int
    small_prompts: int
    annotators: int = 6
    think: float = 1.0  # seconds, on average
    alone: float = 60.0  # seconds
    most: float = 480.0  # seconds
    jobs: int = 3  # imports and exports in a row, alone and meanwhile


FULL = Size(rows=60_000, small_prompts=1_500)
QUICK = Size(rows=3_000, small_prompts=300, alone=15.0, most=60.0, jobs=2)


def run(*, data: Path | None = None, quick: bool = False) -> None:
    """Prints what the small project's people and jobs waited, alone and beside the big import."""
    size = QUICK if quick else FULL
    figures = fairness(size)
    print_report(name="fairness", sizes={**size.__dict__}, figures=figures, aims=aims_of(figures))


def aims_of(figures: dict[str, Any]) -> list[Aim]:
    """What must hold for the small project."""
    aims = [
        Aim("times the queue ran dry", figures["dry"], "0", figures["dry"] == 0),
        Aim("requests that failed", figures["failed"], "0", figures["failed"] == 0),
        Aim(
            "embeddings made more than once",
            figures["embedded_again"],
            "0",
            figures["embedded_again"] == 0,
        ),
    ]
    for what, aim in (("next_p95", AIM_NEXT), ("import", AIM_JOBS), ("export", AIM_JOBS)):
        ratio = round(figures["meanwhile"][what] / figures["alone"][what], 2)
        aims.append(Aim(f"{what}, meanwhile over alone", ratio, f"<= {aim}", ratio <= aim))
    return aims


def fairness(size: Size, *, settings: dict[str, str] | None = None) -> dict[str, Any]:
    """Measures the small project alone and beside the big one's import; seconds throughout."""
    with running_stack(parts=PARTS, settings=settings) as stack:
        tokens = _people(stack, size)
        _bring(stack, tokens["small"], "small", size.small_prompts)
        _wait(stack, lambda: _number(stack, OPEN) > 0, "Nothing to label came up.")
        stop = threading.Event()
        people = [
            Annotator(stack.url, token, size, stop, seed)
            for seed, token in enumerate(tokens["annotators"])
        ]
        for person in people:
            person.start()
        try:
            alone = _measure(stack, tokens["small"], people, size, until=_after(size.alone))
            big = _bring(stack, tokens["big"], "big", size.rows, wait=False)
            ended = _JobEnd(stack, tokens["big"], big)
            late = _after(size.most)
            meanwhile = _measure(
                stack,
                tokens["small"],
                people,
                size,
                until=lambda: late() or _all_embedded(stack, size),
            )
        finally:
            stop.set()
            for person in people:
                person.join()
        kept, last = _row(stack, EMBEDDED)
        return {
            "alone": alone,
            "meanwhile": meanwhile,
            "dry": sum(person.dry for person in people),
            "failed": sum(person.failed for person in people),
            "answers": sum(len(person.waits) for person in people),
            "big_import": ended.seconds(),
            "embedded": kept,
            "embedded_again": last - kept,
        }


@dataclass(eq=False)
class Annotator(threading.Thread):
    """Takes the next comparison, thinks, answers; notes what each took."""

    url: str
    token: str
    size: Size
    stop: threading.Event
    seed: int
    waits: list[tuple[float, float]] = field(default_factory=list)  # when, and seconds
    dry: int = 0
    failed: int = 0

    def __post_init__(self) -> None:
        super().__init__(daemon=True)

    def run(self) -> None:
        draw = random.Random(self.seed)
        with _client(self.url, self.token) as client:
            while not self.stop.is_set():
                began = time.monotonic()
                served = client.post("projects/small/next/")
                self.waits.append((began, time.monotonic() - began))
                if served.status_code == 204:
                    self.dry += 1
                elif served.status_code != 200:
                    self.failed += 1
                else:
                    self.stop.wait(draw.expovariate(1 / self.size.think))
                    self._answer(client, served.json()["id"], draw)
                    continue
                self.stop.wait(1.0)

    def _answer(self, client: httpx.Client, comparison: int, draw: random.Random) -> None:
        key = str(uuid.UUID(int=draw.getrandbits(128)))
        body = {"choice": draw.choice("ab"), "submission_key": key}
        answered = client.post(f"comparisons/{comparison}/preferences/", json=body)
        self.failed += answered.status_code != 201


class _JobEnd:
    """How long a job took by its own row."""

    def __init__(self, stack: Stack, token: str, job: int) -> None:
        self.stack, self.token, self.job = stack, token, job

    def seconds(self) -> float | None:
        """From asking to the end; None where it has not ended."""
        sql = (
            "SELECT extract(epoch FROM finished_at - created_at) FROM feedback_job "
            f"WHERE id = {int(self.job)}"
        )
        found = _row(self.stack, sql)[0]
        return None if found is None else round(float(found), 1)


def _measure(
    stack: Stack, token: str, people: list[Annotator], size: Size, *, until: Callable[[], bool]
) -> dict[str, float]:
    """The median of some imports and exports, and the 95th percentile of what people waited."""
    began = time.monotonic()
    times: dict[str, list[float]] = {"import": [], "export": []}
    for _ in range(size.jobs):
        times["import"].append(_timed(lambda: _bring(stack, token, "small", 100)))
        times["export"].append(_timed(lambda: _export(stack, token)))
    while not until():
        stack.supervisor.watch()
        time.sleep(0.5)
    waits = [wait for person in people for when, wait in person.waits if when >= began]
    return {
        "next_p50": round(percentile(waits, 0.5), 4),
        "next_p95": round(percentile(waits, 0.95), 4),
        "import": round(percentile(times["import"], 0.5), 2),
        "export": round(percentile(times["export"], 0.5), 2),
        "seconds": round(time.monotonic() - began, 1),
    }


def _people(stack: Stack, size: Size) -> dict[str, Any]:
    people = [(f"annotator{i}", "small", "annotator") for i in range(size.annotators)]
    people += [("small-researcher", "small", "researcher"), ("big-researcher", "big", "researcher")]
    said = stack.manage("shell", "-v", "0", "-c", PREPARE, stdin=json.dumps(people))
    tokens = said.split()[-len(people) :]
    return {"annotators": tokens[: size.annotators], "small": tokens[-2], "big": tokens[-1]}


def _bring(stack: Stack, token: str, slug: str, rows: int, *, wait: bool = True) -> int:
    """Imports so many prompts of four responses each; the job's id, once it has ended."""
    draw = random.Random()
    lines = (json.dumps(prompt_row(f"{draw.getrandbits(64):x}", draw)) for _ in range(rows))
    with _client(stack.url, token) as client:
        asked = client.post(
            f"projects/{slug}/imports/",
            data={"format": "prompts-responses"},
            files={"file": ("more.jsonl", "\n".join(lines).encode())},
        )
        asked.raise_for_status()
        job = int(asked.json()["id"])
        if wait:
            _await(client, job)
    return job


def _export(stack: Stack, token: str) -> None:
    with _client(stack.url, token) as client:
        asked = client.post("projects/small/exports/", json={"format": "raw"})
        asked.raise_for_status()
        _await(client, int(asked.json()["id"]))


def _await(client: httpx.Client, job: int) -> None:
    """Raises:
    RuntimeError: the job failed.
    """
    while True:
        row = client.get(f"jobs/{job}/").json()
        if row["state"] == "succeeded":
            return
        if row["state"] in ("failed", "cancelled"):
            raise RuntimeError(f"A job of the small project {row['state']}: {row['error']}")
        time.sleep(0.05)


def _all_embedded(stack: Stack, size: Size) -> bool:
    """Whether all texts of the big project are embedded."""
    return int(_row(stack, EMBEDDED)[0]) >= 5 * size.rows


def _after(seconds: float) -> Callable[[], bool]:
    end = time.monotonic() + seconds
    return lambda: time.monotonic() >= end


def _timed(act: Callable[[], Any]) -> float:
    began = time.monotonic()
    act()
    return time.monotonic() - began


def _wait(stack: Stack, is_so: Callable[[], bool], otherwise: str) -> None:
    if not stack.supervisor.wait_until(is_so, seconds=300):
        raise RuntimeError(otherwise)


def _client(url: str, token: str) -> httpx.Client:
    headers = {"Authorization": f"Bearer {token}"}
    return httpx.Client(base_url=f"{url}/api/v1/", headers=headers, timeout=120)


def _number(stack: Stack, sql: str) -> int:
    return int(_row(stack, sql)[0])


def _row(stack: Stack, sql: str) -> Any:
    with psycopg.connect(stack.database_url) as connection:
        return connection.execute(sql).fetchone()
