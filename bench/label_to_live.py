"""From an answer's 201 to the published head that has learned it, on PostgreSQL and Redis.

One annotator answers over HTTP through gunicorn, in a project that holds 10,000 preferences
already; a second connection watches the table of what the published head has learned. The head's
row, its posterior and that table commit together, so the row being visible means that the head
which includes the answer is published. Then the worker that learns is killed ten times while a
thousand answers come in, and each must be learned exactly once.
"""

from __future__ import annotations

import os
import signal
import time
import uuid
from pathlib import Path
from typing import Any

import httpx
import psycopg

from bench.report import Aim, percentile, print_report
from bench.stack import Stack, running_stack

AIM_MS = 100.0
WARM_UP = 10
GIVE_UP_AFTER = 120.0  # seconds

# Numbered texts with drawn vectors in place of embedded ones: the encoder is not what is measured.
PREPARE = """
import hashlib
from datetime import timedelta
import numpy as np
from feedback.models import (
    AccessToken, Comparison, Generator, Membership, Preference, Project, Prompt, Response, User
)
from feedback.services.prompts import text_hash
from rewardmodel.models import Embedding
from rewardmodel.services.encoders import reader_of
from rewardmodel.services.fast_clock import update_head
from rewardmodel.services.heads import ensure_live_head
project = Project.objects.create(slug="bench", name="Bench", queue_size=2)
user = User.objects.create_user("annotator")
Membership.objects.create(project=project, user=user, role="annotator")
generator = Generator.objects.create(project=project, name="drawn", kind="import")
reader = reader_of(ensure_live_head(project).version)
stored, open_ones = {stored}, {open}
rng = np.random.default_rng(0)
taste = rng.normal(size=reader.width)
def embed(texts):
    vectors = rng.normal(size=(len(texts), reader.width))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    Embedding.objects.bulk_create([
        Embedding(
            encoder_key=reader.key, text_hash=text_hash(t), vector=reader.pack(v)
        )
        for t, v in zip(texts, vectors)
    ])
    return vectors @ taste
def messages(i):
    return [dict(role="user", content="Question %d" % i)]
for start in range(0, stored + open_ones, 1000):
    numbers = range(start, min(start + 1000, stored + open_ones))
    embed(["Question %d" % i for i in numbers])
    liked_a = embed(["First answer %d" % i for i in numbers])
    liked_b = embed(["Second answer %d" % i for i in numbers])
    prompts = Prompt.objects.bulk_create([
        Prompt(project=project, messages=messages(i), content_hash=text_hash("Question %d" % i),
               origin=uuid)
        for i in numbers for uuid in [hashlib.md5(str(i).encode()).hexdigest()]
    ])
    responses = Response.objects.bulk_create([
        Response(prompt=p, generator=generator, text=t, content_hash=text_hash(t))
        for p, i in zip(prompts, numbers) for t in ("First answer %d" % i, "Second answer %d" % i)
    ])
    comparisons = Comparison.objects.bulk_create([
        Comparison(
            project=project, prompt=p, response_a=responses[2 * k], response_b=responses[2 * k + 1],
            stream="imported" if i < stored else "active", wanted=1,
            answers=int(i < stored), status="closed" if i < stored else "open",
            closed_because="answered" if i < stored else "",
        )
        for k, (p, i) in enumerate(zip(prompts, numbers))
    ])
    Preference.objects.bulk_create([
        Preference(
            project=project, comparison=c, choice="a" if liked_a[k] > liked_b[k] else "b",
            submission_key="stored"
        )
        for k, (c, i) in enumerate(zip(comparisons, numbers)) if i < stored
    ])
while update_head(project_id=project.pk).learned:
    pass
print(AccessToken.objects.create(user=user, name="bench", expiry=timedelta(days=1))[1])
"""

EXACTLY_ONCE = """
SELECT (SELECT count(*) FROM feedback_preference WHERE is_current),
       (SELECT count(*) FROM rewardmodel_learnedpreference),
       (SELECT count(DISTINCT preference_id) FROM rewardmodel_learnedpreference),
       (SELECT step FROM rewardmodel_livehead)
"""


def run(*, data: Path | None = None, quick: bool = False) -> None:
    """Prints p50 and p95 in milliseconds over 200 answers, and what ten kills did."""
    stored, answers, attacked, kills = (500, 30, 40, 1) if quick else (10_000, 200, 1000, 10)
    wanted = answers + WARM_UP + attacked + 20
    with running_stack(parts=("web", "live", "soon", "bulk", "beat")) as stack:
        program = PREPARE.replace("{stored}", str(stored)).replace("{open}", str(wanted))
        token = stack.manage("shell", "-v", "0", "-c", program).split()[-1]
        headers = {"Authorization": f"Bearer {token}"}
        with httpx.Client(base_url=f"{stack.url}/api/v1/", headers=headers, timeout=30) as client:
            delays, submits = measure(stack, client, answers + WARM_UP)
            counts = attack(stack, client, attacked, kills)
    delays, submits = delays[WARM_UP:], submits[WARM_UP:]
    p95 = percentile(delays, 0.95)
    print_report(
        name="label_to_live",
        sizes={
            "stored": stored,
            "answers": answers,
            "features": 387,
            "answers_under_attack": attacked,
            "kills": kills,
        },
        figures={
            "p50_ms": round(percentile(delays, 0.5), 1),
            "p95_ms": round(p95, 1),
            "max_ms": round(max(delays), 1),
            "submit_p50_ms": round(percentile(submits, 0.5), 1),
            "submit_p95_ms": round(percentile(submits, 0.95), 1),
            **counts,
        },
        aims=[
            Aim("label to live p95, ms", round(p95, 1), f"<= {AIM_MS}", p95 <= AIM_MS),
            Aim("answers lost", counts["lost"], "0", counts["lost"] == 0),
            Aim("answers learned twice", counts["doubled"], "0", counts["doubled"] == 0),
        ],
    )


def measure(stack: Stack, client: httpx.Client, answers: int) -> tuple[list[float], list[float]]:
    """Answers one comparison after the other; returns delays and submit times, in ms."""
    delays: list[float] = []
    submits: list[float] = []
    with psycopg.connect(stack.database_url, autocommit=True) as watcher:
        served = client.post("projects/bench/next/").raise_for_status().json()
        for number in range(answers):
            started = time.perf_counter()
            answered = answer(client, served, number)
            stored = time.perf_counter()
            delays.append(wait_until_learned(watcher, answered["preference"]["id"], stored))
            submits.append((stored - started) * 1000)
            served = answered["next"]
    return delays, submits


def attack(stack: Stack, client: httpx.Client, answers: int, kills: int) -> dict[str, Any]:
    """Kills the worker that learns in the middle of each share of the answers.

    Returns:
        How many answers were lost, and how many learned twice.
    """
    live = next(child for child in stack.supervisor.children if child.name == "live")
    share = answers // kills
    served = client.post("projects/bench/next/").raise_for_status().json()
    for number in range(answers):
        if number % share == share // 2:
            assert live.process is not None
            live.failures = 0  # ten deaths in a row by our hand are no reason to wait longer
            os.kill(live.process.pid, signal.SIGKILL)
        served = answer(client, served, number)["next"]
        stack.supervisor.watch()
        if number % share == share - 1:
            stack.supervisor.wait_until(
                lambda: live.start_again is None and live.has_said(b" ready."), seconds=90
            )
    with psycopg.connect(stack.database_url, autocommit=True) as watcher:

        def all_learned() -> bool:
            row = watcher.execute(EXACTLY_ONCE).fetchone()
            return row is not None and row[1] >= row[0]

        stack.supervisor.wait_until(all_learned, seconds=GIVE_UP_AFTER)
        row = watcher.execute(EXACTLY_ONCE).fetchone()
    assert row is not None
    stored, learned, distinct, step = row
    return {"lost": stored - distinct, "doubled": max(learned - distinct, step - stored)}


def answer(client: httpx.Client, served: dict[str, Any], number: int) -> dict[str, Any]:
    body = {"choice": "ab"[number % 2], "submission_key": str(uuid.uuid4())}
    answered = client.post(f"comparisons/{served['id']}/preferences/?next=1", json=body)
    return dict(answered.raise_for_status().json())


def wait_until_learned(watcher: psycopg.Connection, preference: int, since: float) -> float:
    """Milliseconds from ``since`` until the published head has learned the preference.

    Raises:
        TimeoutError: it did not within two minutes.
    """
    query = "SELECT 1 FROM rewardmodel_learnedpreference WHERE preference_id = %s"
    while watcher.execute(query, [preference]).fetchone() is None:
        if time.perf_counter() - since > GIVE_UP_AFTER:
            raise TimeoutError(f"Preference {preference} was not learned.")
        time.sleep(0.001)
    return (time.perf_counter() - since) * 1000
