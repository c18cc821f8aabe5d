"""A PostgreSQL cluster and a Redis of our own, which may be killed and are started again."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import psycopg
import redis

from config.supervisor import Child

USER = "plumbline"


def postgres_programs() -> Path | None:
    """The folder with PostgreSQL's own programs, the newest version; None where there is none."""
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).parent
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"),
        key=lambda path: float(path.parent.parent.name),
    )
    return found[-1].parent if found else None


def missing_servers() -> list[str]:
    """Which of the two this machine cannot start."""
    found = {"PostgreSQL": postgres_programs(), "Redis": shutil.which("redis-server")}
    return [name for name, program in found.items() if program is None]


def postgres(folder: Path, port: int) -> tuple[Child, str]:
    """A new cluster in the folder, not yet started, and the address of its database.

    PostgreSQL refuses to run as root: there, it runs as the user ``postgres``.
    """
    programs = postgres_programs()
    assert programs is not None
    folder.mkdir()
    as_user: list[str] = []
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
        as_user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
    subprocess.run(
        [*as_user, str(programs / "initdb"), "-D", str(folder), "-A", "trust", "-U", USER],
        check=True,
        stdout=subprocess.DEVNULL,
        cwd="/",
    )
    options = ["-p", str(port), "-k", str(folder), "-h", "127.0.0.1", "-c", "max_connections=200"]
    command = [*as_user, str(programs / "postgres"), "-D", str(folder), *options]
    child = Child("postgres", command, folder.parent / "postgres.log")
    return child, f"postgresql://{USER}@127.0.0.1:{port}/postgres"


def redis_server(folder: Path, port: int) -> tuple[Child, str]:
    """A Redis that keeps its data in the folder, not yet started, and its address."""
    folder.mkdir()
    options = ["--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder)]
    command = ["redis-server", *options, "--appendonly", "yes", "--save", ""]
    return Child("redis", command, folder.parent / "redis.log"), f"redis://127.0.0.1:{port}/0"


def postgres_answers(url: str) -> bool:
    try:
        with psycopg.connect(url, connect_timeout=2) as connection:
            connection.execute("SELECT 1")
    except psycopg.Error:
        return False
    return True


def redis_answers(url: str) -> bool:
    try:
        return bool(redis.Redis.from_url(url, socket_connect_timeout=2, socket_timeout=2).ping())
    except redis.RedisError:
        return False
