"""Preferences in and out: rows per second and peak memory, at 100,000 rows and at a million.

Each step runs in a process of its own, so that its peak memory is its own: one import of a JSONL
file made at run time, then exports of it as JSONL and as Parquet, on PostgreSQL where it is found
and on SQLite otherwise. Where PostgreSQL and Redis are found, an annotator asks a web server for
the next comparison, again and again, before another such import and during it. Where Label Studio
is installed, the same rows go into it and out again in the same run (see bench/label_studio.py).
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.label_studio import measure_in_out
from bench.next_meanwhile import measure_next
from bench.report import Aim, percentile, print_report
from bench.stack import find_database, find_redis, fresh_database

SIZES, QUICK = (100_000, 1_000_000), (2_000, 20_000)
AIM_IN, AIM_OUT, AIM_MEMORY = 20.0, 5.0, 1.2
# The processor is shared with the import: twice its usual time is still its usual time.
AIM_NEXT = 2.0
WORDS = (
    "cord hangs from a nail and weight pulls it straight so that walls built beside it stand",
    "upright for as long as stone lasts which few who pass below ever stop to think about",
)
EXPORTS = ("jsonl", "parquet")

# What a step's process runs: it prints its seconds, those of its own on a processor, and its peak
# memory in MiB.
STEP = """
import django, json, re, sys, time
from pathlib import Path
django.setup()
from feedback.models import Project
from feedback.exports.options import ExportOptions
from feedback.exports.exporting import export_data
from feedback.imports.importing import import_file
step, path = sys.argv[1:]
project, _ = Project.objects.get_or_create(slug="bench", name="Bench")
began = time.perf_counter()
if step == "import":
    with open(path, "rb") as file:
        rows = import_file(project=project, file=file, format="trl")["imported"]
else:
    with open(path, "w+b") as file:
        options = ExportOptions(container=step)
        rows = export_data(project=project, format="trl", file=file, options=options)["rows"]
seconds = time.perf_counter() - began
cpu = time.process_time()
# Not ru_maxrss, which begins with what the process that started this one held.
peak = int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) / 1024
print(json.dumps({"rows": rows, "seconds": seconds, "cpu": cpu, "peak_mib": peak}))
"""

# The UKP arguments and the votes on them, by mappings.
UKP = """
import django, json, sys, time
from pathlib import Path
django.setup()
from feedback.models import Preference, Project
from feedback.imports.importing import ImportOptions, import_file
folder = Path(sys.argv[1])
project = Project.objects.create(slug="ukp", name="UKP")
texts = {
    "prompt": "Which argument is the more convincing?\\n\\n{title}: {stance}",
    "response": "text",
    "response_id": "id",
}
votes = {
    "response_a_id": "a",
    "response_b_id": "b",
    "choice": "choice",
    "rater": "worker",
    "rationale": "reason",
    "started_at": "accepted_at",
    "answered_at": "submitted_at",
}
began = time.perf_counter()
for name, mapping in (("ukp_arguments", texts), ("ukp_votes", votes)):
    with (folder / f"{name}.jsonl.gz").open("rb") as file:
        options = ImportOptions(mapping=mapping)
        import_file(project=project, file=file, format="mapping", options=options)
seconds = time.perf_counter() - began
answers = Preference.objects.filter(project=project)
workers = answers.values("rater").distinct().count()
print(json.dumps({"votes": answers.count(), "workers": workers, "seconds": round(seconds, 2)}))
"""
UKP_VOTES, UKP_WORKERS = 58_432, 3_767


def run(*, data: Path | None = None, quick: bool = False) -> None:
    """Prints seconds, rows per second and peak memory of each step at both sizes.

    With ``data`` the UKP votes in that folder are imported too, and counted.
    """
    sizes = QUICK if quick else SIZES
    server = find_database()
    figures: dict[str, Any] = {
        "database": "PostgreSQL" if server else "SQLite",
        "load_average_before": round(os.getloadavg()[0], 1),
    }
    measured: dict[tuple[str, int], dict[str, float]] = {}
    for size in sizes:
        with tempfile.TemporaryDirectory(prefix="plumbline-bench-") as folder:
            source = Path(folder) / "rows.jsonl"
            write_rows(source, size)
            with fresh_environment(Path(folder), server) as environment:
                for step in ("import", *EXPORTS):
                    path = source if step == "import" else Path(folder) / f"out.{step}"
                    found = run_python(STEP, [step, str(path)], environment)
                    if found["rows"] != size:
                        raise RuntimeError(f"{step} of {size} rows made {found['rows']}.")
                    measured[step, size] = found
                    figures[f"{step}_{size}"] = {
                        "seconds": round(found["seconds"], 2),
                        "cpu_seconds": round(found["cpu"], 2),
                        "rows_per_second": round(size / found["seconds"]),
                        "peak_mib": round(found["peak_mib"], 1),
                    }
    found_aims = aims(measured, *sizes)
    if server and find_redis():
        found_aims.append(meanwhile(sizes[0], figures))
    if data is not None:
        with (
            tempfile.TemporaryDirectory(prefix="plumbline-bench-") as folder,
            fresh_environment(Path(folder), server) as environment,
        ):
            ukp = figures["ukp"] = run_python(UKP, [str(data.resolve())], environment)
        for what, aim in (("votes", UKP_VOTES), ("workers", UKP_WORKERS)):
            found_aims.append(Aim(f"UKP {what}", ukp[what], f"= {aim}", ukp[what] == aim))
    peer = beside(measured, sizes[0], figures)
    print_report(
        name="in_out", sizes={"rows": list(sizes)}, figures=figures, peer=peer, aims=found_aims
    )


def beside(
    measured: dict[tuple[str, int], dict[str, float]], size: int, figures: dict[str, Any]
) -> dict[str, Any] | None:
    """Label Studio's figures, if it is there, and how many times as long as we it takes."""
    with tempfile.TemporaryDirectory(prefix="plumbline-bench-") as folder:
        source = Path(folder) / "rows.jsonl"
        write_rows(source, size)
        peer = measure_in_out(source, size)
    if peer is not None:
        ours = {"import": measured["import", size], "export": measured["jsonl", size]}
        figures["label_studio_takes"] = {
            step: round(peer[f"{step}_seconds"] / of_us["seconds"], 1)
            for step, of_us in ours.items()
            if f"{step}_seconds" in peer
        }
    return peer


def meanwhile(size: int, figures: dict[str, Any]) -> Aim:
    """How long the next comparison takes before an import and while it goes on."""
    with tempfile.TemporaryDirectory(prefix="plumbline-bench-") as folder:
        source = Path(folder) / "rows.jsonl"
        write_rows(source, size)
        before, during = measure_next(STEP, source)
    usual, busy = (percentile(each, 0.95) for each in (before, during))
    figures["next_ms"] = {
        "before_p50": round(percentile(before, 0.5), 1),
        "before_p95": round(usual, 1),
        "during_p50": round(percentile(during, 0.5), 1),
        "during_p95": round(busy, 1),
        "asked_during": len(during),
    }
    what = f"next during an import of {size:,} rows, p95 over its usual p95"
    return Aim(what, round(busy / usual, 2), f"<= {AIM_NEXT}", busy <= AIM_NEXT * usual)


def aims(measured: dict[tuple[str, int], dict[str, float]], small: int, large: int) -> list[Aim]:
    """The aims for the smaller size in seconds, and for memory from the smaller to the larger."""
    found = []
    for step in ("import", *EXPORTS):
        seconds = measured[step, small]["seconds"]
        aim = AIM_IN if step == "import" else AIM_OUT
        what = f"{step}, {small:,} rows, seconds"
        found.append(Aim(what, round(seconds, 2), f"<= {aim}", seconds <= aim))
        growth = measured[step, large]["peak_mib"] / measured[step, small]["peak_mib"]
        what = f"{step}, peak memory at {large:,} rows over {small:,}"
        found.append(Aim(what, round(growth, 3), f"<= {AIM_MEMORY}", growth <= AIM_MEMORY))
    return found


def write_rows(path: Path, count: int) -> None:
    """TRL preferences, some 700 bytes each, no two prompts alike."""
    draw = random.Random(count)
    words = " ".join(WORDS).split()
    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            prompt, chosen, rejected = (" ".join(draw.choices(words, k=k)) for k in (30, 50, 50))
            row = {"prompt": f"{number}: {prompt}?", "chosen": chosen, "rejected": rejected}
            file.write(json.dumps(row) + "\n")


@contextmanager
def fresh_environment(folder: Path, server: str | None) -> Iterator[dict[str, str]]:
    """Settings of a process with a migrated database and a data folder of its own."""
    environment = dict(os.environ) | {
        "PLUMBLINE_HOME": str(folder / "home"),
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    environment.pop("DATABASE_URL", None)
    migrate = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    if server is None:
        subprocess.run(migrate, env=environment, check=True)
        yield environment
        return
    with fresh_database(server) as address:
        environment["DATABASE_URL"] = address
        subprocess.run(migrate, env=environment, check=True)
        yield environment


def run_python(program: str, arguments: list[str], environment: dict[str, str]) -> dict[str, float]:
    """What a program says in its last line, run in a process of its own.

    Raises:
        subprocess.CalledProcessError: it failed.
    """
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        env=environment,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found
