"""A retrain, a rollback and a warm start killed at any moment come to the same end, once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.stack import find_database, fresh_database

# Every fifth moment on one database, every eleventh on the other: all of them take minutes.
EVERY = {"sqlite": 5, "postgresql": 11}


@pytest.fixture(params=EVERY)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, int]]:
    """Address of an empty database, and the share of moments to kill at there."""
    every = EVERY[request.param]
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'killed.sqlite3'}", every
        return
    server = find_database()
    if server is None:
        if os.environ.get("REQUIRE_SERVICES") == "1":
            pytest.fail("not found: PostgreSQL")
        pytest.skip("not found: PostgreSQL")
    with fresh_database(server) as url:
        yield url, every


def test_killed_at_any_moment_they_come_to_the_same_end(
    database: tuple[str, int], tiny_encoder_folder: Path, tmp_path: Path
) -> None:
    url, every = database
    environment = dict(os.environ) | {
        "PLUMBLINE_HOME": str(tmp_path / "home"),
        "DATABASE_URL": url,
        "REDIS_URL": "",
    }
    program = [sys.executable, "-m", "tests.rewardmodel.kills.killed"]
    done = subprocess.run(
        [*program, str(tiny_encoder_folder), str(every)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    results = json.loads(done.stdout.splitlines()[-1])
    assert not any(result["wrong"] for result in results.values()), done.stderr[-3000:]
    for what, at_least in (("retrain", 30), ("rollback", 11), ("seed", 11)):
        assert results[what]["kills"] >= at_least // every
