"""``python -m tests``: every test, in four passes, and one line that sums them up.

1. The browser tests, which start servers of their own on PostgreSQL and Redis.
2. Everything else on SQLite.
3. What touches the database, again on PostgreSQL and Redis.
4. The front end's own tests.

As many passes run at a time as there are cores, two at most; each prints its output when it ends.
With ``PLUMBLINE_TEST_PASSES=1`` they run one after the other and print as they go.

PostgreSQL is looked for at ``PLUMBLINE_TEST_DATABASE_URL``, then on this machine; Redis at
``PLUMBLINE_TEST_REDIS_URL``, then on this machine. Where one is missing, the third pass counts
as skipped; with ``REQUIRE_SERVICES=1`` it counts as failed.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from bench.stack import find_database, find_redis

ROOT = Path(__file__).resolve().parent.parent
PYTEST = [sys.executable, "-m", "pytest", "--durations=20", "--durations-min=5"]
# What knows no database says the same on every one.
ON_SERVICES = ["-m", "not e2e", "--only-with-database"]


@dataclass(frozen=True)
class Counts:
    """How many tests passed, failed and were skipped."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.passed + other.passed, self.failed + other.failed, self.skipped + other.skipped
        )

    def __str__(self) -> str:
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"


@dataclass(frozen=True)
class Services:
    """Addresses of the services that were found."""

    database: str | None
    broker: str | None

    def missing(self) -> str:
        """Which were not found, and by which variables to name them."""
        names = {
            "PostgreSQL (PLUMBLINE_TEST_DATABASE_URL)": self.database,
            "Redis (PLUMBLINE_TEST_REDIS_URL)": self.broker,
        }
        return " and ".join(name for name, address in names.items() if address is None)


def counts_in(report: Path, status: int) -> Counts:
    """What a JUnit report says. A run that ended badly without a failed test is a failure too."""
    passed = failed = skipped = 0
    if report.exists():
        for case in ElementTree.parse(report).iter("testcase"):
            kinds = {child.tag for child in case}
            if kinds & {"failure", "error"}:
                failed += 1
            elif "skipped" in kinds:
                skipped += 1
            else:
                passed += 1
    if status != 0 and failed == 0:
        failed = 1
    return Counts(passed, failed, skipped)


@dataclass(frozen=True)
class Pass:
    """One run of a test runner: its command, which writes a JUnit report, and what it sees."""

    title: str
    command: list[str]
    report: Path
    environment: dict[str, str]

    def run(self, *, output: Path | None) -> Counts:
        """Runs it and says how it went. With ``output``, what it prints waits there until it ends.

        A pass whose program is not there has failed.
        """
        print(f"\n=== {self.title}: begins\n", flush=True)
        started = time.monotonic()
        folder = ROOT / "frontend" if self.command[0] == "npm" else ROOT
        with output.open("wb") if output else nullcontext() as stdout:
            try:
                status = subprocess.run(
                    self.command,
                    cwd=folder,
                    env=self.environment,
                    check=False,
                    stdout=stdout,
                    stderr=subprocess.STDOUT if stdout else None,
                ).returncode
            except FileNotFoundError as error:
                print(f"{error.filename} was not found", flush=True)
                status = 127
        counts = counts_in(self.report, status)
        said = output.read_text(errors="replace") if output else ""
        seconds = time.monotonic() - started
        print(f"{said}\n--- {self.title}: {counts}, {seconds:.0f} s", flush=True)
        return counts


def count_tests(selection: list[str], environment: dict[str, str]) -> int:
    """How many tests a pass would have run."""
    command = [*PYTEST, "--collect-only", "-q", "--override-ini=addopts=", *selection]
    listing = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    return sum("::" in line for line in listing.stdout.splitlines())


def on_sqlite(scratch: Path, base: dict[str, str], name: str, mark: str) -> Pass:
    """A pass in a fresh data folder, without an address of a database or broker."""
    report = scratch / f"{name}.xml"
    command = [*PYTEST, "-m", mark, f"--junitxml={report}"]
    return Pass(name, command, report, base | {"PLUMBLINE_HOME": str(scratch / name)})


def on_services(scratch: Path, base: dict[str, str], services: Services) -> Pass | Counts:
    """The pass on PostgreSQL and Redis, or how its tests count where these are missing."""
    title = "PostgreSQL and Redis"
    environment = base | {"PLUMBLINE_HOME": str(scratch / "services")}
    if services.database is None or services.broker is None:
        number = count_tests(ON_SERVICES, environment)
        required = os.environ.get("REQUIRE_SERVICES") == "1"
        counts = Counts(failed=max(1, number)) if required else Counts(skipped=number)
        print(f"\n=== {title}: not run, no {services.missing()} found: {counts}", flush=True)
        return counts
    environment |= {"DATABASE_URL": services.database, "REDIS_URL": services.broker}
    report = scratch / "services.xml"
    return Pass(title, [*PYTEST, *ON_SERVICES, f"--junitxml={report}"], report, environment)


def of_front_end(scratch: Path, base: dict[str, str]) -> Pass:
    report = scratch / "frontend.xml"
    reporters = ["--reporter=default", "--reporter=junit", f"--outputFile.junit={report}"]
    return Pass("Front end", ["npm", "test", "--", *reporters], report, base)


def run_all(scratch: Path) -> Counts:
    """Every pass. ``scratch`` takes the reports, the outputs and the tests' data folders."""
    base = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "REDIS_URL"}}
    base["CI"] = "1"  # keeps the front end's runner from watching for changes
    base.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # passes side by side do not spin for a core
    services = Services(find_database(), find_redis())
    # For the browser tests, whose servers run on them.
    if services.database:
        base["PLUMBLINE_TEST_DATABASE_URL"] = services.database
    if services.broker:
        base["PLUMBLINE_TEST_REDIS_URL"] = services.broker
    # The longest first: the others find their place beside it.
    planned = [
        on_sqlite(scratch, base, "Browser", "e2e"),
        on_sqlite(scratch, base, "SQLite", "not e2e and not services"),
        on_services(scratch, base, services),
        of_front_end(scratch, base),
    ]
    total = sum((one for one in planned if isinstance(one, Counts)), Counts())
    passes = [one for one in planned if isinstance(one, Pass)]
    at_a_time = int(os.environ.get("PLUMBLINE_TEST_PASSES") or min(2, os.cpu_count() or 1))
    outputs = [scratch / f"{i}.log" if at_a_time > 1 else None for i in range(len(passes))]
    with ThreadPoolExecutor(at_a_time) as pool:
        runs = pool.map(lambda one, output: one.run(output=output), passes, outputs)
        return sum(runs, total)


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="plumbline-tests-") as scratch:
        total = run_all(Path(scratch))
    print(f"\n{total}", flush=True)
    return 1 if total.failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
