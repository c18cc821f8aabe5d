"""``python -m tests``: every test, pass by pass, and one line that sums them up.

1. Everything on SQLite; the browser tests of this pass start servers of their own.
2. The unit and API tests again on PostgreSQL and Redis, but for those of the learning core, which
   knows no database.
3. The front end's own tests.

PostgreSQL is looked for at ``PLUMBLINE_TEST_DATABASE_URL``, then on this machine; Redis at
``PLUMBLINE_TEST_REDIS_URL``, then on this machine. Where one is missing, the second pass counts
as skipped; with ``REQUIRE_SERVICES=1`` it counts as failed.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from bench.stack import find_database, find_redis

ROOT = Path(__file__).resolve().parent.parent
PYTEST = [sys.executable, "-m", "pytest"]


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


def run_pass(
    title: str, command: list[str], *, report: Path, environment: dict[str, str]
) -> Counts:
    """Runs one pass, which writes ``report``, and prints how it went."""
    print(f"\n=== {title}\n", flush=True)
    started = time.monotonic()
    folder = ROOT / "frontend" if command[0] == "npm" else ROOT
    try:
        status = subprocess.run(command, cwd=folder, env=environment, check=False).returncode
    except FileNotFoundError as error:
        print(f"{error.filename} was not found", flush=True)
        status = 127
    counts = counts_in(report, status)
    print(f"\n--- {title}: {counts}, {time.monotonic() - started:.0f} s", flush=True)
    return counts


def count_tests(selection: list[str], environment: dict[str, str]) -> int:
    """How many tests a pass would have run."""
    command = [*PYTEST, "--collect-only", "-q", "--override-ini=addopts=", *selection]
    listing = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    return sum("::" in line for line in listing.stdout.splitlines())


def run_on_sqlite(scratch: Path, base: dict[str, str]) -> Counts:
    report = scratch / "sqlite.xml"
    # What needs the services and starts no servers itself belongs to the second pass.
    command = [*PYTEST, "-m", "e2e or not services", f"--junitxml={report}"]
    environment = base | {"PLUMBLINE_HOME": str(scratch / "sqlite")}
    return run_pass("SQLite", command, report=report, environment=environment)


def run_on_services(scratch: Path, base: dict[str, str], services: Services) -> Counts:
    title = "PostgreSQL and Redis"
    selection = ["-m", "not e2e", f"--ignore={ROOT / 'tests' / 'rewardmodel' / 'learning'}"]
    environment = base | {"PLUMBLINE_HOME": str(scratch / "services")}
    if services.database is None or services.broker is None:
        number = count_tests(selection, environment)
        required = os.environ.get("REQUIRE_SERVICES") == "1"
        counts = Counts(failed=max(1, number)) if required else Counts(skipped=number)
        print(f"\n=== {title}: not run, no {services.missing()} found: {counts}", flush=True)
        return counts
    environment |= {"DATABASE_URL": services.database, "REDIS_URL": services.broker}
    report = scratch / "services.xml"
    command = [*PYTEST, *selection, f"--junitxml={report}"]
    return run_pass(title, command, report=report, environment=environment)


def run_front_end(scratch: Path, base: dict[str, str]) -> Counts:
    report = scratch / "frontend.xml"
    reporters = ["--reporter=default", "--reporter=junit", f"--outputFile.junit={report}"]
    command = ["npm", "test", "--", *reporters]
    return run_pass("Front end", command, report=report, environment=base)


def run_all(scratch: Path) -> Counts:
    """Every pass. ``scratch`` takes the reports and the tests' data folders."""
    base = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "REDIS_URL"}}
    base["CI"] = "1"  # keeps the front end's runner from watching for changes
    services = Services(find_database(), find_redis())
    # For the browser tests, whose servers run on them in the first pass too.
    if services.database:
        base["PLUMBLINE_TEST_DATABASE_URL"] = services.database
    if services.broker:
        base["PLUMBLINE_TEST_REDIS_URL"] = services.broker
    total = run_on_sqlite(scratch, base)
    total += run_on_services(scratch, base, services)
    return total + run_front_end(scratch, base)


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="plumbline-tests-") as scratch:
        total = run_all(Path(scratch))
    print(f"\n{total}", flush=True)
    return 1 if total.failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
