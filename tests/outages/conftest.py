"""A web server of its own, with a PostgreSQL and a Redis that the tests may end."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx
import psycopg
import pytest
import redis

from bench.stack import free_port
from config.demo import manage, web
from config.health import is_healthy

START_WITHIN = 60.0  # seconds
PREPARE = """
import uuid
from datetime import timedelta
from feedback.models import (
    AccessToken, Comparison, Generator, Membership, Project, Prompt, Response, User
)
project = Project.objects.create(slug="plumb", name="Plumb")
user = User.objects.create_user("admin", password="long-enough-1")
Membership.objects.create(project=project, user=user, role="admin")
generator = Generator.objects.create(project=project, name="drawn", kind="import")
for _ in range(60):
    key = uuid.uuid4().hex
    message = dict(role="user", content=key)
    prompt = Prompt.objects.create(
        project=project, messages=[message], content_hash=key, origin=key
    )
    a, b = (
        Response.objects.create(
            prompt=prompt, generator=generator, text=text + key, content_hash=text + key
        )
        for text in "ab"
    )
    Comparison.objects.create(
        project=project, prompt=prompt, response_a=a, response_b=b, stream="random"
    )
print(AccessToken.objects.create(user=user, name="test", expiry=timedelta(days=1))[1])
"""


def missing(what: str) -> None:
    if os.environ.get("REQUIRE_SERVICES") == "1":
        pytest.fail(f"not found: {what}")
    pytest.skip(f"not found: {what}")


def until(true: Callable[[], bool], seconds: float = START_WITHIN) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come to pass"
        time.sleep(0.1)


@dataclass
class OwnRedis:
    """A Redis that may be frozen and ended."""

    port: int
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def answers(self) -> bool:
        try:
            return bool(redis.Redis.from_url(self.url, socket_timeout=1).ping())
        except redis.RedisError:
            return False


@pytest.fixture
def own_redis() -> Iterator[OwnRedis]:
    if shutil.which("redis-server") is None:
        missing("redis-server")
    port = free_port()
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", ""]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    server = OwnRedis(port, process)
    try:
        until(server.answers)
        yield server
    finally:
        process.kill()
        process.wait()


@dataclass
class OwnPostgres:
    """A PostgreSQL cluster that may be restarted."""

    folder: Path
    port: int

    @property
    def url(self) -> str:
        return f"postgresql://plumbline@127.0.0.1:{self.port}/postgres"

    def control(self, *arguments: str) -> None:
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -k {self.folder}"
        command = [_program("pg_ctl"), "-D", str(self.folder / "data"), "-w", "-o", options]
        log = ["-l", str(self.folder / "log")]
        subprocess.run(
            [*_as_postgres(), *command, *log, *arguments], check=True, stdout=subprocess.DEVNULL
        )


def _program(name: str) -> str:
    found = [*sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}")), shutil.which(name)]
    if found[-1] is None and len(found) == 1:
        missing(name)
    return str(found[-2] if len(found) > 1 else found[-1])


def _as_postgres() -> list[str]:
    """PostgreSQL refuses to run as root."""
    return ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []


@pytest.fixture
def own_postgres() -> Iterator[OwnPostgres]:
    program = _program("initdb")
    with tempfile.TemporaryDirectory(prefix="plumbline-postgres-") as name:
        folder = Path(name)
        if _as_postgres():
            shutil.chown(folder, "postgres")
        command = [program, "-D", str(folder / "data"), "-U", "plumbline", "--auth=trust"]
        subprocess.run(
            [*_as_postgres(), *command, "--no-sync"], check=True, stdout=subprocess.DEVNULL
        )
        server = OwnPostgres(folder, free_port())
        server.control("start")
        try:
            with psycopg.connect(server.url):
                yield server
        finally:
            with suppress(subprocess.CalledProcessError):  # it may be stopped
                server.control("stop", "-m", "immediate")


@dataclass
class Web:
    url: str
    token: str

    def client(self, **options: object) -> httpx.Client:
        headers = {"Authorization": f"Bearer {self.token}"}
        return httpx.Client(base_url=self.url, headers=headers, timeout=30, **options)  # type: ignore[arg-type]


@contextmanager
def web_server(**settings: str) -> Iterator[Web]:
    """A web server with a project, an admin and sixty comparisons."""
    with tempfile.TemporaryDirectory(prefix="plumbline-web-") as folder:
        environment = {k: v for k, v in os.environ.items() if not k.endswith("_URL")} | {
            "PLUMBLINE_HOME": folder,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            **settings,
        }
        run = {"env": environment, "check": True, "capture_output": True, "text": True}
        subprocess.run(manage("migrate", "--verbosity", "0"), **run)  # type: ignore[call-overload]
        made = subprocess.run(manage("shell", "-v", "0", "-c", PREPARE), **run)  # type: ignore[call-overload]
        port = free_port()
        with (Path(folder) / "web.log").open("wb") as log:
            process = subprocess.Popen(web(port), env=environment, stdout=log, stderr=log)
            try:
                until(lambda: is_healthy(port))
                yield Web(f"http://127.0.0.1:{port}", made.stdout.split()[-1])
            finally:
                process.terminate()
                process.wait(timeout=30)
