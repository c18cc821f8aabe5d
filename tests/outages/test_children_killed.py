"""Processes of a worker's pool are killed: the worker makes new ones, and they get work."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from bench.stack import Stack, start_parts
from bench.storm_kills import children_of
from config.demo import services
from config.supervisor import Supervisor
from tests.outages.conftest import until

ASK = """
from feedback.jobs import request_export
from feedback.models import Project, User
project, _ = Project.objects.get_or_create(slug="plumb", defaults={"name": "Plumb"})
user, _ = User.objects.get_or_create(username="researcher")
print(request_export(project=project, format="raw", created_by=user).pk)
"""
STATE = "from feedback.models import Job; print(Job.objects.get(pk={job}).state)"


@pytest.fixture
def bulk(tmp_path: Path) -> Iterator[Stack]:
    """The worker of bulk work, on SQLite and queues kept as files."""
    environment = Stack.environment_of(tmp_path, None)
    supervisor = Supervisor(environment)
    stack = Stack(
        "", f"sqlite:///{tmp_path / 'plumbline.sqlite3'}", tmp_path, environment, supervisor
    )
    stack.manage("migrate", "--verbosity", "0")
    try:
        start_parts(supervisor, ["bulk"], services(1, tmp_path), 1)
        yield stack
    finally:
        supervisor.stop()


def test_new_ones_get_work_when_all_were_killed_while_they_waited(bulk: Stack) -> None:
    assert _is_exported(bulk)
    (worker,) = [child.process for child in bulk.supervisor.children if child.process]
    killed = children_of(worker.pid)
    assert len(killed) >= 2
    for pid in killed:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    until(lambda: len(set(children_of(worker.pid)) - set(killed)) >= 2)
    assert _is_exported(bulk)


def _is_exported(stack: Stack) -> bool:
    job = stack.manage("shell", "-v", "0", "-c", ASK).split()[-1]
    said = STATE.format(job=job)
    until(lambda: stack.manage("shell", "-v", "0", "-c", said).split()[-1] == "succeeded")
    return True
