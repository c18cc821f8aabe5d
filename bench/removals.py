"""A rater, a prompt and a project are deleted: nothing is left, memory stays flat, a neighbour's
annotator waits no longer.

Each step is a process of its own, so that its peak memory is its own, on PostgreSQL where it is
found and on SQLite otherwise. Afterwards every table and every file is searched for the strings of
what was deleted. The next head is compared in the tests, where it can be fitted in a moment. The
neighbour is a thread of the process that deletes, so its wait is an upper bound: web servers are
processes of their own.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from bench.in_out import fresh_environment, run_python
from bench.report import Aim, print_report
from bench.stack import find_database

VOTES, QUICK = 500_000, 5_000
RATERS = 50
VOTES_A_PROMPT = 10
AIM_MEMORY = 1.2
AIM_NEXT = 2.0

START = """
import django, json, re, sys, threading, time, uuid
from pathlib import Path
django.setup()
from feedback.models import Preference, Project, Prompt, User
def done(**found):
    peak = int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) / 1024
    print(json.dumps({**found, "peak_mib": round(peak, 1)}))
"""
LOAD = (
    START
    + """
from feedback.imports.importing import ImportOptions, import_file
from feedback.models import Comparison, Generator, Membership, Response
path = Path(sys.argv[1])
mapping = {"prompt": "q", "response_a": "x", "response_b": "y", "choice": "c", "rater": "who",
           "rationale": "why"}
options = ImportOptions(mapping=mapping, keep_raters=True)
project = Project.objects.create(slug="doomed", name="Doomed")
with path.open("rb") as file:
    report = import_file(project=project, file=file, format="mapping", options=options)
other = Project.objects.create(slug="neighbour", name="Neighbour", random_share=0.0)
user = User.objects.create_user("neighbour")
Membership.objects.create(project=other, user=user, role="annotator")
generator = Generator.objects.create(project=other, name="g", kind="import")
for n in range(2000):
    prompt = Prompt.objects.create(project=other, messages=[{"role": "user", "content": f"N{n}?"}],
                                   content_hash=uuid.uuid4().hex, origin=uuid.uuid4().hex)
    a, b = (Response.objects.create(prompt=prompt, generator=generator, text=t, content_hash=t)
            for t in ("one", "two"))
    Comparison.objects.create(project=other, prompt=prompt, response_a=a, response_b=b,
                              stream="active")
done(votes=report["preferences"])
"""
)
REMOVE = (
    START
    + """
from feedback.removals.asking import request_removal
from feedback.services.answering import submit_preference
from feedback.services.serving import lease_next
from rewardmodel.services.forgetting import run_removal
kind, target = sys.argv[1], json.loads(sys.argv[2])
project = Project.objects.get(slug="doomed")
other, user = Project.objects.get(slug="neighbour"), User.objects.get(username="neighbour")
waits, stop = [], threading.Event()
def annotate(count):
    from django.db import connection
    for _ in range(count):
        if stop.is_set():
            break
        began = time.perf_counter()
        lease = lease_next(project=other, annotator=user)
        submit_preference(comparison_id=lease.comparison_id, annotator=user, choice="a",
                          submission_key=str(uuid.uuid4()))
        waits.append(time.perf_counter() - began)
        time.sleep(0.02)
    connection.close()
def middle():
    ordered = sorted(waits)
    return round(1000 * ordered[len(ordered) // 2], 2) if ordered else None
annotate(50)
before = middle()
waits.clear()
removal = request_removal(project=project, kind=kind, target=target, reason="x", requested_by=None)
neighbour = threading.Thread(target=annotate, args=(500,))
neighbour.start()
began = time.perf_counter()
gone = run_removal(removal_id=removal.pk)
seconds = time.perf_counter() - began
stop.set()
neighbour.join()
done(state=gone.state, removed=gone.removed, seconds=round(seconds, 2), next_before_ms=before,
     next_during_ms=middle())
"""
)
SEARCH = (
    START
    + """
from django.conf import settings
from django.db import connection
wanted = sys.argv[1:]
found = []
with connection.cursor() as cursor:
    for table in connection.introspection.table_names(cursor):
        columns = connection.introspection.get_table_description(cursor, table)
        names = [column.name for column in columns]
        for text in wanted:
            test = " OR ".join(f'CAST("{name}" AS TEXT) LIKE %s' for name in names)
            query = f'SELECT count(*) FROM "{table}" WHERE {test}'
            cursor.execute(query, [f"%{text}%"] * len(names))
            if cursor.fetchone()[0]:
                found.append(f"{table}: {text}")
for path in Path(settings.PLUMBLINE_HOME).rglob("*"):
    if path.is_file() and path.suffix not in (".sqlite3-shm",):
        content = path.read_bytes()
        found += [f"{path.name}: {text}" for text in wanted if text.encode() in content]
done(found=found)
"""
)


def run(*, data: Path | None = None, quick: bool = False) -> None:
    """Prints seconds, peak memory, a neighbour's wait and what was found, step by step."""
    votes = QUICK if quick else VOTES
    figures: dict[str, Any] = {}
    with (
        tempfile.TemporaryDirectory(prefix="plumbline-bench-") as folder,
        fresh_environment(Path(folder), find_database()) as environment,
    ):
        rows = Path(folder) / "votes.jsonl"
        _write_votes(rows, votes)
        figures["import"] = run_python(LOAD, [str(rows)], environment)
        rows.unlink()
        steps = (
            ("rater", {"pseudonym": "rater-7-zelda"}, ["rater-7-zelda"]),
            ("prompt", {"prompt": 3}, ["quince-2?"]),
            ("project", {"slug": "doomed"}, ["zelda", "quince", "alpha-"]),
        )
        for kind, target, texts in steps:
            figures[kind] = run_python(REMOVE, [kind, json.dumps(target)], environment)
            figures[kind]["left"] = run_python(SEARCH, texts, environment)["found"]
    print_report(name="removals", sizes={"votes": votes}, figures=figures, aims=_aims(figures))


def _aims(figures: dict[str, Any]) -> list[Aim]:
    found = []
    for kind in ("rater", "prompt", "project"):
        left = len(figures[kind]["left"])
        found.append(Aim(f"{kind}: tables and files that still hold it", left, "= 0", left == 0))
    growth = figures["project"]["peak_mib"] / figures["prompt"]["peak_mib"]
    what = "peak memory, deleting the project over deleting one prompt"
    found.append(Aim(what, round(growth, 3), f"<= {AIM_MEMORY}", growth <= AIM_MEMORY))
    before, during = (figures["project"][f"next_{when}_ms"] for when in ("before", "during"))
    if during is not None:
        ratio = during / before
        what = "a neighbour's answer and next comparison meanwhile, median over before"
        found.append(Aim(what, round(ratio, 2), f"<= {AIM_NEXT}", ratio <= AIM_NEXT))
    return found


def _write_votes(path: Path, count: int) -> None:
    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            prompt, rater = number // VOTES_A_PROMPT, number % RATERS
            row = {
                "q": f"What is quince-{prompt}?",
                "x": f"It is alpha-{prompt}.",
                "y": f"It is beta-{prompt}.",
                "c": "ab"[number % 2],
                "who": f"rater-{rater}-zelda",
                "why": f"rater-{rater}-zelda said so in {number}",
            }
            file.write(json.dumps(row) + "\n")
