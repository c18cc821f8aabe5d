"""From an answer's 201 to the published head that has learned it, on PostgreSQL and Redis.

One annotator answers over HTTP through gunicorn; a second connection watches the table of what
the published head has learned. The head's row, its posterior and that table commit together, so
the row being visible means that the head which includes the answer is published.
"""

from __future__ import annotations

import time
import uuid
from pathlib import Path

import httpx
import psycopg

from bench.report import Aim, percentile, print_report
from bench.stack import Stack, running_stack

AIM_MS = 100.0
WARM_UP = 10
GIVE_UP_AFTER = 30.0  # seconds

PREPARE = """
from pydoc_data.topics import topics
from datetime import timedelta
from feedback.models import AccessToken, Membership, Project, User
from feedback.services.trees import add_document, open_documents
from rewardmodel.services.encoders import encoder_of
from rewardmodel.services.features import prepare_features
from rewardmodel.services.heads import ensure_live_head
from rewardmodel.services.queue import refresh_queue
project = Project.objects.create(
    slug="bench", name="Bench", open_documents=60, settle_answers=1000, queue_size={open}
)
user = User.objects.create_user("annotator")
Membership.objects.create(project=project, user=user, role="annotator")
for name in sorted(topics, key=lambda name: -len(topics[name]))[:10]:
    add_document(project=project, title=name, text=topics[name])
open_documents(project=project)
encoder = encoder_of(ensure_live_head(project).version)
prepare_features(project_id=project.pk, encoder=encoder)
refresh_queue(project_id=project.pk)
print(AccessToken.objects.create(user=user, name="bench", expiry=timedelta(days=1))[1])
"""


def run(*, data: Path | None = None, quick: bool = False) -> None:
    """Prints p50 and p95 in milliseconds over 200 answers (30 when quick)."""
    answers = 30 if quick else 200
    with running_stack(parts=("web", "live", "jobs")) as stack:
        token = stack.manage("shell", "-v", "0", "-c", PREPARE.format(open=answers + 100))
        delays, submits = measure(stack, token.split()[-1], answers + WARM_UP)
    delays, submits = delays[WARM_UP:], submits[WARM_UP:]
    p95 = percentile(delays, 0.95)
    print_report(
        name="label_to_live",
        sizes={"answers": answers, "features": 387},
        figures={
            "p50_ms": round(percentile(delays, 0.5), 1),
            "p95_ms": round(p95, 1),
            "max_ms": round(max(delays), 1),
            "submit_p50_ms": round(percentile(submits, 0.5), 1),
            "submit_p95_ms": round(percentile(submits, 0.95), 1),
        },
        aims=[Aim("label to live p95, ms", round(p95, 1), f"<= {AIM_MS}", p95 <= AIM_MS)],
    )


def measure(stack: Stack, token: str, answers: int) -> tuple[list[float], list[float]]:
    """Answers one comparison after the other; returns delays and submit times, in ms."""
    delays: list[float] = []
    submits: list[float] = []
    headers = {"Authorization": f"Bearer {token}"}
    with (
        httpx.Client(base_url=f"{stack.url}/api/v1/", headers=headers, timeout=30) as client,
        psycopg.connect(stack.database_url, autocommit=True) as watcher,
    ):
        served = client.post("projects/bench/next/").raise_for_status().json()
        for number in range(answers):
            body = {"choice": "ab"[number % 2], "submission_key": str(uuid.uuid4())}
            started = time.perf_counter()
            answer = client.post(f"comparisons/{served['id']}/preferences/?next=1", json=body)
            stored = time.perf_counter()
            answer.raise_for_status()
            delays.append(wait_until_learned(watcher, answer.json()["preference"]["id"], stored))
            submits.append((stored - started) * 1000)
            served = answer.json()["next"]
    return delays, submits


def wait_until_learned(watcher: psycopg.Connection, preference: int, since: float) -> float:
    """Milliseconds from ``since`` until the published head has learned the preference.

    Raises:
        TimeoutError: it did not within half a minute.
    """
    query = "SELECT 1 FROM rewardmodel_learnedpreference WHERE preference_id = %s"
    while watcher.execute(query, [preference]).fetchone() is None:
        if time.perf_counter() - since > GIVE_UP_AFTER:
            raise TimeoutError(f"Preference {preference} was not learned.")
        time.sleep(0.001)
    return (time.perf_counter() - since) * 1000
