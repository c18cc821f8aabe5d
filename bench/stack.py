"""The real stack for benchmarks and browser tests: PostgreSQL, Redis, web, workers, beat.

Starts the same commands as ``make demo``, against a database and a data folder of their own.
"""

from __future__ import annotations

import os
import socket
import subprocess
import tempfile
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import redis

from config.demo import manage, services
from config.health import is_healthy
from config.supervisor import Child, Supervisor

LOCAL_DATABASES = (
    "postgresql://root@127.0.0.1:5432/postgres",
    "postgresql://postgres@127.0.0.1:5432/postgres",
)
# Not database 0: tests empty what they use.
LOCAL_REDIS = "redis://127.0.0.1:6379/15"
MAY_CREATE = "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
START_WITHIN = 90.0  # seconds


@dataclass
class Stack:
    """A running Plumbline: where it answers, and where its data are."""

    url: str
    database_url: str
    home: Path
    environment: dict[str, str]
    supervisor: Supervisor

    @staticmethod
    def environment_of(home: Path, settings: dict[str, str] | None) -> dict[str, str]:
        """The environment of the processes of a stack, its database and broker aside."""
        inherited = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "REDIS_URL"}}
        return inherited | {
            "PLUMBLINE_HOME": str(home),
            "HF_HUB_OFFLINE": "1",
            "DJANGO_SETTINGS_MODULE": "config.settings",
            **(settings or {}),
        }

    def manage(self, *arguments: str, stdin: str | None = None) -> str:
        """Runs a management command of this stack; returns what it printed.

        Raises:
            subprocess.CalledProcessError: the command failed.
        """
        done = subprocess.run(
            manage(*arguments),
            env=self.environment,
            check=True,
            capture_output=True,
            text=True,
            input=stdin,
        )
        return done.stdout


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def find_database() -> str | None:
    """The address of a PostgreSQL in which databases may be created, or None."""
    asked = os.environ.get("PLUMBLINE_TEST_DATABASE_URL")
    for address in [asked] if asked else LOCAL_DATABASES:
        try:
            with psycopg.connect(address, connect_timeout=3) as connection:
                row = connection.execute(MAY_CREATE).fetchone()
        except psycopg.Error:
            continue
        if row and row[0]:
            return address
    return None


def find_redis() -> str | None:
    """The address of a Redis that answers, or None."""
    address = os.environ.get("PLUMBLINE_TEST_REDIS_URL") or LOCAL_REDIS
    try:
        redis.Redis.from_url(address, socket_connect_timeout=3).ping()
    except (redis.RedisError, ValueError):
        return None
    return address


@contextmanager
def fresh_database(server: str) -> Iterator[str]:
    """A new empty database on that server; dropped at the end."""
    name = f"plumbline_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        try:
            yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def fresh_redis(server: str) -> Iterator[str]:
    """An empty logical database of that Redis; emptied again at the end.

    Raises:
        RuntimeError: none of them is empty.
    """
    for number in range(14, 0, -1):
        address = urlunsplit(urlsplit(server)._replace(path=f"/{number}"))
        client = redis.Redis.from_url(address)
        if client.dbsize() == 0:
            client.set("plumbline-in-use", "1")
            try:
                yield address
            finally:
                client.flushdb()
            return
    raise RuntimeError("No Redis database from 1 to 14 is empty.")


@contextmanager
def running_stack(
    *,
    parts: Sequence[str] = ("web", "live"),
    settings: dict[str, str] | None = None,
    web_workers: int = 1,
) -> Iterator[Stack]:
    """Starts the named parts (of web, live, soon, bulk, training, beat) on PostgreSQL and Redis.

    Raises:
        RuntimeError: a service is missing, or a part did not come up.
    """
    database_server, redis_server = find_database(), find_redis()
    if database_server is None or redis_server is None:
        raise RuntimeError("PostgreSQL and Redis are needed, and one was not found.")
    with (
        tempfile.TemporaryDirectory(prefix="plumbline-stack-") as folder,
        fresh_database(database_server) as database_url,
        fresh_redis(redis_server) as redis_url,
    ):
        home, port = Path(folder), free_port()
        addresses = {"DATABASE_URL": database_url, "REDIS_URL": redis_url}
        environment = Stack.environment_of(home, addresses | (settings or {}))
        supervisor = Supervisor(environment)
        stack = Stack(f"http://127.0.0.1:{port}", database_url, home, environment, supervisor)
        stack.manage("migrate", "--verbosity", "0")
        try:
            start_parts(supervisor, parts, services(port, home, web_workers=web_workers), port)
            yield stack
        finally:
            supervisor.stop()


def start_parts(
    supervisor: Supervisor, parts: Sequence[str], children: dict[str, Child], port: int
) -> None:
    """Starts the named parts and waits until they are up.

    Raises:
        RuntimeError: one did not come up.
    """
    for name in parts:
        supervisor.start(children[name])
    workers = [children[name] for name in parts if name not in ("web", "beat")]

    def is_up() -> bool:
        said = all(child.has_said(b" ready.") for child in workers)
        return said and ("web" not in parts or is_healthy(port))

    if not supervisor.wait_until(is_up, seconds=START_WITHIN):
        tails = [
            child.log.read_text(errors="replace")[-2000:]
            for child in children.values()
            if child.log.exists()
        ]
        raise RuntimeError("The stack did not come up:\n" + "\n".join(tails))
