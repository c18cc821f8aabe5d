"""A database of each kind with the data of an earlier version, migrated to this one."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from bench.stack import find_database, fresh_database
from tests.rewardmodel.tiny_encoder import build_tiny_encoder
from tests.upgrades.rows import DATA, Rows, lay_down, rows_of

ROOT = Path(__file__).resolve().parents[2]


class Upgraded(NamedTuple):
    """A migrated database with its data folder, and its rows before."""

    url: str
    home: Path
    before: Rows
    after: Rows

    def python(self, *arguments: str) -> str:
        """What Python with those arguments prints, in a process of its own on the new data."""
        return _python(self.url, self.home, *arguments)


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def upgraded(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Upgraded]:
    home = tmp_path_factory.mktemp("upgraded")
    with tarfile.open(DATA / f"{request.param}.tar.gz") as files:
        files.extractall(home, filter="data")
    build_tiny_encoder(home / "tiny-encoder")
    (home / "secret_key").write_text("upgrade", encoding="ascii")  # as it was made with
    if request.param == "sqlite":
        yield _upgrade(f"sqlite:///{home / 'plumbline.sqlite3'}", home)
        return
    server = find_database()
    if server is None:
        if os.environ.get("REQUIRE_SERVICES") == "1":
            pytest.fail("not found: PostgreSQL")
        pytest.skip("not found: PostgreSQL")
    with fresh_database(server) as url:
        yield _upgrade(url, home)


def _upgrade(url: str, home: Path) -> Upgraded:
    lay_down(url)
    before = rows_of(url)
    _python(url, home, str(ROOT / "manage.py"), "migrate", "--verbosity", "0")
    return Upgraded(url, home, before, rows_of(url))


def _python(url: str, home: Path, *arguments: str) -> str:
    environment = os.environ | {
        "DATABASE_URL": url,
        "PLUMBLINE_HOME": str(home),
        "PLUMBLINE_ENCODER": "tiny-encoder",  # as the versions name it: a folder beside them
        "PYTHONPATH": str(ROOT),
    }
    for name in ("REDIS_URL", "PLUMBLINE_SECRET_KEY"):
        environment.pop(name, None)
    done = subprocess.run(
        [sys.executable, *arguments], cwd=home, env=environment, capture_output=True, text=True
    )
    if done.returncode:
        pytest.fail(f"{' '.join(arguments)} failed:\n{done.stdout}\n{done.stderr}")
    return done.stdout
