"""Next and submit over HTTP, with a thousand, a hundred thousand and a million open comparisons.

PostgreSQL and gunicorn with two workers, as in docs/deploying.md; no worker learns meanwhile, so
that the queue alone is measured. First one annotator asks and answers in turn; then eight
processes answer as fast as they can, each answer bringing the next comparison with it, as the page
does. Where Label Studio is installed it is measured in the same run (see bench/label_studio.py).
Afterwards every 201 must be one row, and no comparison may have more than it wants.
"""

from __future__ import annotations

import http.client
import json
import multiprocessing
import time
import uuid
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import psycopg

from bench.label_studio import measure_label_studio
from bench.report import Aim, percentile, print_report
from bench.stack import Stack, running_stack

SIZES = (1_000, 100_000, 1_000_000)
QUICK_SIZES = (1_000, 5_000)
ANNOTATORS = 8
WARM_UP = 10  # rounds that are not counted: connections, caches, plans

PEOPLE = """
from datetime import timedelta
from feedback.models import AccessToken, Generator, Membership, Project, User
project = Project.objects.create(slug="bench", name="Bench")
Generator.objects.create(project=project, name="drawn", kind="import")
for number in range({people}):
    user = User.objects.create_user("annotator%d" % number)
    Membership.objects.create(project=project, user=user, role="annotator")
    print(AccessToken.objects.create(user=user, name="bench", expiry=timedelta(days=1))[1])
"""

# Texts of some hundred characters; one comparison a prompt, a fifth of them in the random stream.
ROWS = """
INSERT INTO feedback_prompt (project_id, messages, metadata, content_hash, origin, created_at)
SELECT p.id, jsonb_build_array(jsonb_build_object('role', 'user', 'content',
       'What is known of item ' || i || '? ' || repeat(md5(i::text) || ' ', 3))), '{}',
       md5('prompt ' || i), md5('origin ' || i), now()
FROM feedback_project p, generate_series(%(start)s + 1, %(stop)s) i;

INSERT INTO feedback_response
       (prompt_id, generator_id, text, content_hash, external_id, created_at)
SELECT p.id, g.id, repeat(md5(p.id || side) || ' ', 3), md5(p.id || side), '', now()
FROM feedback_prompt p, feedback_generator g, unnest(ARRAY['a', 'b']) side
WHERE NOT EXISTS (SELECT 1 FROM feedback_response r WHERE r.prompt_id = p.id);

INSERT INTO feedback_comparison
       (project_id, prompt_id, response_a_id, response_b_id, status, wanted, answers, stream,
        acquisition_rule, model_version, score, propensity, priority, expected, created_at)
SELECT p.project_id, p.id, min(r.id), max(r.id), 'open', 1, 0,
       CASE WHEN p.id %% 5 = 0 THEN 'random' ELSE 'active' END,
       'random', 1, NULL, 0.1, random(), '', now()
FROM feedback_prompt p JOIN feedback_response r ON r.prompt_id = p.id
WHERE NOT EXISTS (SELECT 1 FROM feedback_comparison c WHERE c.prompt_id = p.id)
GROUP BY p.id;
"""

CHECK = """
SELECT (SELECT count(*) FROM feedback_preference),
       (SELECT count(*) FROM (SELECT 1 FROM feedback_preference p
          JOIN feedback_comparison c ON c.id = p.comparison_id
          GROUP BY c.id HAVING count(*) > max(c.wanted)) beyond),
       (SELECT count(*) FROM feedback_lease one JOIN feedback_lease other
          ON one.comparison_id = other.comparison_id AND one.id < other.id
          AND other.created_at < coalesce(one.ended_at, one.expires_at))
"""


class Timings(NamedTuple):
    """Milliseconds of each request, and how many answers were stored."""

    next: list[float]
    submit: list[float]
    stored: int


class Annotator:
    """A person's client: one connection that stays open."""

    def __init__(self, url: str, token: str) -> None:
        address = urlsplit(url)
        assert address.hostname is not None
        self.connection = http.client.HTTPConnection(address.hostname, address.port, timeout=60)
        self.headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    def post(self, path: str, body: dict[str, Any] | None = None) -> tuple[int, Any, float]:
        """Status, answer, and milliseconds until it was read."""
        sent = time.perf_counter()
        self.connection.request("POST", f"/api/v1/{path}", json.dumps(body or {}), self.headers)
        answer = self.connection.getresponse()
        read = answer.read()
        took = (time.perf_counter() - sent) * 1000
        return answer.status, json.loads(read) if read else None, took

    def next(self) -> tuple[Any, float]:
        """Raises RuntimeError where nothing was served."""
        status, served, took = self.post("projects/bench/next/")
        if status != 200:
            raise RuntimeError(f"next said {status}: {served}")
        return served, took

    def submit(self, comparison: int, *, and_next: bool) -> tuple[Any, float]:
        """Raises RuntimeError where the answer was not stored."""
        body = {"choice": "a", "submission_key": str(uuid.uuid4()), "duration_ms": 1000}
        path = f"comparisons/{comparison}/preferences/{'?next=1' if and_next else ''}"
        status, answered, took = self.post(path, body)
        if status != 201:
            raise RuntimeError(f"submit said {status}: {answered}")
        return answered, took


def run(*, data: Path | None = None, quick: bool = False) -> None:
    """Prints p50 and p95 of next and submit, and labels a second, at each size."""
    sizes, rounds, seconds = (QUICK_SIZES, 20, 2.0) if quick else (SIZES, 300, 15.0)
    figures: dict[str, Any] = {}
    stored = 0
    with running_stack(parts=("web",), web_workers=2) as stack:
        program = PEOPLE.replace("{people}", str(ANNOTATORS))
        tokens = stack.manage("shell", "-v", "0", "-c", program).split()[-ANNOTATORS:]
        rows = 0
        for size in sizes:
            fill(stack, rows, size + stored)
            rows = size + stored
            alone = one_annotator(stack.url, tokens[0], rounds)
            crowd, labels = many_annotators(stack.url, tokens, seconds)
            stored += alone.stored + crowd
            figures[f"{size}"] = figures_of(alone) | {"labels_per_second": round(labels, 1)}
        with psycopg.connect(stack.database_url) as connection:
            row = connection.execute(CHECK).fetchone()
    assert row is not None
    kept, beyond, twice = row
    peer = measure_label_studio(sizes[:2], 5 if quick else 50)
    figures |= {"answers": stored, "lost": stored - kept, "double_served": beyond + twice}
    report(sizes, figures, peer)


def report(sizes: tuple[int, ...], figures: dict[str, Any], peer: dict[str, Any] | None) -> None:
    least, most = figures[f"{sizes[0]}"], figures[f"{sizes[-1]}"]
    growth = max(most[name] / least[name] for name in ("next_p50_ms", "submit_p50_ms"))
    figures["growth"] = round(growth, 2)
    if peer is not None:  # how many times as long Label Studio takes
        figures["label_studio_takes"] = {
            size: {
                name: round(peer[size][f"{name}_p50_ms"] / figures[size][f"{name}_p50_ms"], 1)
                for name in ("next", "submit")
            }
            for size in map(str, sizes[:2])
        }
    where = f"at {sizes[-1]:,} open"
    rate = most["labels_per_second"]
    lost, twice = figures["lost"], figures["double_served"]
    print_report(
        name="queue",
        sizes={"open": sizes, "annotators": [1, ANNOTATORS]},
        figures=figures,
        peer=peer,
        aims=[
            Aim(f"next p95 {where}, ms", most["next_p95_ms"], "<= 25", most["next_p95_ms"] <= 25),
            Aim(
                f"submit p95 {where}, ms",
                most["submit_p95_ms"],
                "<= 40",
                most["submit_p95_ms"] <= 40,
            ),
            Aim(f"labels a second by {ANNOTATORS} {where}", rate, ">= 150", rate >= 150),
            Aim("p50 at the most over p50 at the least", round(growth, 2), "<= 1.5", growth <= 1.5),
            Aim("double-served", twice, "0", twice == 0),
            Aim("lost", lost, "0", lost == 0),
        ],
    )


def fill(stack: Stack, start: int, stop: int) -> None:
    """Adds open comparisons until ``stop`` were made, and lets the planner know of them."""
    with psycopg.connect(stack.database_url, autocommit=True) as connection:
        for statement in ROWS.split(";\n"):
            if statement.strip():
                connection.execute(statement, {"start": start, "stop": stop})
        connection.execute("VACUUM ANALYZE")


def one_annotator(url: str, token: str, rounds: int) -> Timings:
    person = Annotator(url, token)
    nexts, submits = [], []
    for _ in range(rounds + WARM_UP):
        served, took = person.next()
        nexts.append(took)
        submits.append(person.submit(served["id"], and_next=False)[1])
    return Timings(nexts[WARM_UP:], submits[WARM_UP:], rounds + WARM_UP)


def many_annotators(url: str, tokens: list[str], seconds: float) -> tuple[int, float]:
    """Answers stored by all of them together, and how many that is a second."""
    context = multiprocessing.get_context("spawn")
    barrier, counts = context.Barrier(len(tokens)), context.Queue()
    people = [
        context.Process(target=_answer_on, args=(url, token, seconds, barrier, counts))
        for token in tokens
    ]
    for person in people:
        person.start()
    answered = [counts.get(timeout=seconds + 120) for _ in people]
    for person in people:
        person.join()
    return sum(count for count, _ in answered), sum(count / took for count, took in answered)


def _answer_on(url: str, token: str, seconds: float, barrier: Any, counts: Any) -> None:
    """Answers until the time is over; sends how many and in how many seconds."""
    person = Annotator(url, token)
    served, _ = person.next()
    barrier.wait()
    count, started = 0, time.perf_counter()
    while served is not None and time.perf_counter() - started < seconds:
        served = person.submit(served["id"], and_next=True)[0]["next"]
        count += 1
    counts.put((count, time.perf_counter() - started))


def figures_of(alone: Timings) -> dict[str, Any]:
    return {
        f"{name}_p{share}_ms": round(percentile(values, share / 100), 1)
        for name, values in (("next", alone.next), ("submit", alone.submit))
        for share in (50, 95)
    }
