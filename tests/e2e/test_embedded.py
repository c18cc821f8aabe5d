"""The embedded default over HTTP: SQLite, queues as files, real workers, as `make demo` runs it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.stack import Stack, free_port
from config import demo
from config.supervisor import Supervisor
from tests.e2e.people import answer_next, client_for, wait_for

pytestmark = pytest.mark.e2e
ROOT = Path(demo.__file__).resolve().parent.parent
ANSWERS = 5
ITEM = {"prompt": "What hangs from the cord?", "response": "A weight."}


@pytest.fixture
def embedded(tmp_path: Path) -> Iterator[Stack]:
    """The demo in a data folder of its own; ended as Ctrl-C ends it, without an error."""
    home, log, port = tmp_path / "home", tmp_path / "demo.log", free_port()
    environment = demo.demo_environment(home) | {"PORT": str(port), "HF_HUB_OFFLINE": "1"}
    command = [sys.executable, "-m", "config.demo"]
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=output, stderr=output, start_new_session=True
        )
    try:
        wait_for(
            lambda: b"Plumbline is running" in log.read_bytes() or process.poll() is not None, 180
        )
        assert process.poll() is None, log.read_text()
        yield Stack(f"http://127.0.0.1:{port}", "", home, environment, Supervisor(environment))
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=60) == 0, log.read_text()
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)


def test_answers_are_learned_scored_and_exported_on_files(embedded: Stack) -> None:
    annotator, researcher = client_for(embedded, "annotator"), client_for(embedded, "researcher")
    wait_for(lambda: annotator.post("projects/demo/next/").status_code == 200)
    for index in range(ANSWERS):
        answer_next(annotator, "demo", "ab"[index % 2])
    head = "projects/demo/live-head/"
    wait_for(lambda: researcher.get(head).json()["preferences_seen"] == ANSWERS)
    assert researcher.get(head).json()["step"] == ANSWERS

    scores = researcher.post("projects/demo/reward/", json={"items": [ITEM]}).raise_for_status()
    assert (scores.json()["version"], scores.json()["step"]) == (1, ANSWERS)

    asked = researcher.post("projects/demo/exports/", json={"format": "trl"}).raise_for_status()
    job = f"jobs/{asked.json()['id']}/"
    wait_for(lambda: researcher.get(job).json()["state"] == "succeeded")
    lines = researcher.get(f"{job}download/").raise_for_status().text.splitlines()
    assert len([json.loads(line) for line in lines]) == ANSWERS
