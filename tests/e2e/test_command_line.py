"""The command ``plumbline`` and the guide for notebooks, against a real server on files."""

from __future__ import annotations

import gzip
import io
import json
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from bench.stack import Stack, free_port
from config.demo import demo_environment, manage, services
from config.health import is_healthy
from config.supervisor import Child, Supervisor
from plumbline_client import PlumblineClient, PlumblineError
from plumbline_client.command_line import main
from tests.e2e.people import client_for
from tests.rewardmodel.tiny_encoder import build_tiny_encoder

pytestmark = pytest.mark.e2e
GUIDE = Path(__file__).resolve().parents[2] / "docs" / "notebook.md"
ROWS = [
    {"prompt": f"Is wall {i} straight?", "chosen": "By the cord, yes.", "rejected": "No idea."}
    for i in range(30)
]
MAKE = """
from feedback.models import Membership, Project, User
admin = User.objects.create_user("admin", password="long-enough-1")
project = Project.objects.create(slug="walls", name="Walls")
Membership.objects.create(project=project, user=admin, role="admin")
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Web and workers on SQLite and files, with a project and its admin."""
    home, port = tmp_path_factory.mktemp("server"), free_port()
    encoder = build_tiny_encoder(tmp_path_factory.mktemp("encoder"))
    environment = demo_environment(home) | {
        "HF_HUB_OFFLINE": "1",
        "PLUMBLINE_ENCODER": str(encoder),
    }
    supervisor = Supervisor(environment)
    stack = Stack(f"http://127.0.0.1:{port}", "", home, environment, supervisor)
    logs = home / "logs"
    logs.mkdir(parents=True)
    assert supervisor.finish(Child("migrate", manage("migrate"), logs / "migrate.log")) == 0
    stack.manage("shell", "-v", "0", "-c", MAKE)
    children = services(port, logs)
    try:
        for name in ("web", "live", "soon", "bulk"):
            supervisor.start(children[name])
        workers = [children[name] for name in ("live", "soon", "bulk")]
        assert supervisor.wait_until(
            lambda: is_healthy(port) and all(each.has_said(b" ready.") for each in workers),
            seconds=120,
        )
        yield stack
    finally:
        supervisor.stop()


@pytest.fixture(scope="module")
def token(server: Stack) -> str:
    with client_for(server, "admin") as client:
        return client.headers["Authorization"].removeprefix("Bearer ")


@pytest.fixture
def say(
    server: Stack,
    token: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Callable[..., list[dict[str, Any]]]:
    """Runs a command; returns the objects it printed."""
    monkeypatch.setenv("PLUMBLINE_URL", server.url)
    monkeypatch.setenv("PLUMBLINE_TOKEN", token)
    monkeypatch.setenv("PLUMBLINE_PROJECT", "walls")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))

    def run(*arguments: str, status: int = 0) -> list[dict[str, Any]]:
        capsys.readouterr()
        found = main(arguments)
        said = capsys.readouterr()
        assert found == status, said.err
        return [json.loads(line) for line in said.out.splitlines()]

    return run


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    path = tmp_path / "rows.jsonl.gz"
    path.write_bytes(gzip.compress("\n".join(map(json.dumps, ROWS)).encode()))
    return path


def test_a_file_goes_in_and_comes_out_and_is_scored(say: Any, rows: Path, tmp_path: Path) -> None:
    (job,) = say("import", str(rows), "--format", "trl")
    assert job["state"] == "succeeded"
    assert job["report"]["rows"] == 30
    (again,) = say("import", str(rows), "--format", "trl")
    assert again["report"]["duplicates"] == 30
    out = tmp_path / "out.jsonl"
    (made,) = say("export", "--format", "trl", "--out", str(out), "-o", "aggregation=majority")
    assert [json.loads(line) for line in out.open()] == ROWS
    assert [each["id"] for each in say("jobs", "--most", "1")] == [made["id"]]
    assert say("jobs", str(made["id"]))[0]["format"] == "trl"
    asked = tmp_path / "asked.jsonl"
    asked.write_text(json.dumps({"prompt": "Is it?", "response": "Yes.", "mine": 7}) + "\n")
    (scored,) = say("reward", str(asked), "--pessimism", "1")
    assert scored["mine"] == 7
    assert scored["conservative"] == pytest.approx(scored["reward"] - scored["reward_std"])
    assert say("metrics", "accuracy")[0]["prequential"] is not None
    (version,) = say("versions")
    assert (version["number"], version["state"]) == (1, "live")
    assert say("score-responses") == [{"responses": 60}]


def test_refusals_are_said_and_end_with_one(say: Any, rows: Path, tmp_path: Path, capsys) -> None:
    say("promote", "99", status=1)
    say("import", str(rows), "--format", "xml", status=1)
    bad = tmp_path / "bad.jsonl"
    bad.write_text('{"prompt": "only this"}\n')
    main(["import", str(bad), "--format", "trl"])
    assert "line 1:" in capsys.readouterr().err
    say("export", "--format", "trl", "--out", "x", "-o", "banana", status=2)
    say("whoami", "--url", "http://127.0.0.1:9", "--retries", "0", status=1)


def test_runs_are_started_and_cancelled(say: Any, rows: Path) -> None:
    say("import", str(rows), "--format", "trl")
    (run,) = say("train")
    say("train", status=1)
    assert say("runs", "--most", "1")[0]["id"] == run["id"]
    assert say("cancel", str(run["id"]))[0]["state"] == "cancelled"


def test_login_keeps_the_token_for_its_own_server_alone(
    say: Any, server: Stack, token: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("PLUMBLINE_TOKEN")
    say("whoami", status=2)
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{token}\n"))
    say("login")
    kept = tmp_path / "config" / "plumbline" / "credentials.json"
    assert kept.stat().st_mode & 0o077 == 0
    monkeypatch.delenv("PLUMBLINE_URL")
    assert say("whoami")[0]["username"] == "admin"
    say("whoami", "--url", "http://127.0.0.1:9", status=2)
    monkeypatch.setattr(sys, "stdin", io.StringIO("wrong\n"))
    say("login", "--url", server.url, status=1)
    assert json.loads(kept.read_text())["token"] == token


def test_a_download_goes_on_where_it_broke_off(
    say: Any, rows: Path, server: Stack, token: str, tmp_path: Path
) -> None:
    say("import", str(rows), "--format", "trl")
    whole = tmp_path / "whole.jsonl"
    (job,) = say("export", "--format", "trl", "--out", str(whole))
    content = whole.read_bytes()
    headers = {"Authorization": f"Bearer {token}"}
    address = f"{server.url}{job['download']}"
    etag = httpx.get(address, headers=headers, timeout=30).headers["ETag"]
    out, part = tmp_path / "again.jsonl", tmp_path / "again.jsonl.part"
    with PlumblineClient(server.url, token=token, project="walls") as client:
        for have in (0, 100, len(content)):
            part.write_bytes(content[:have])
            part.with_name("again.jsonl.part.etag").write_text(etag)
            told: list[float] = []
            client.download(job["id"], out, progress=lambda done, _, told=told: told.append(done))
            assert out.read_bytes() == content
            assert (min(told) > have) if have < len(content) else not told
            assert not part.exists()
        part.write_bytes(b"x" * 50)
        part.with_name("again.jsonl.part.etag").write_text('"of another file"')
        client.download(job["id"], out)
        assert out.read_bytes() == content
        part.write_bytes(b"x" * 50)
        part.with_name("again.jsonl.part.etag").write_text(etag)
        with pytest.raises(PlumblineError, match="damaged_download"):
            client.download(job["id"], out)
        assert not part.exists()


def test_every_cell_of_the_guide_runs(
    say: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The cells share their names, as in a notebook, and what they assert holds."""
    text = GUIDE.read_text(encoding="utf-8")
    cells = re.findall(r"^```py\n(.*?)^```", text, re.M | re.S)
    assert len(cells) >= 5
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    for number, cell in enumerate(cells, start=1):
        exec(compile(cell, f"{GUIDE.name}, cell {number}", "exec"), names)
    shell = re.search(r"^```sh\n(.*?)^```", text, re.M | re.S)
    assert shell is not None
    for line in shell[1].splitlines():
        if line.startswith("plumbline "):
            say(*line.split()[1:])
