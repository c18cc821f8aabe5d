"""Encoders named by an id are downloaded where a hub answers; elsewhere it is said why not."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from bench.stack import free_port
from tests.rewardmodel.tiny_encoder import build_tiny_encoder

COMMIT = "0123456789abcdef0123456789abcdef01234567"
NAME = "plumb/tiny"
LOAD = f"""
import django
django.setup()
from rewardmodel.learning.head.checkpoint import ArtefactError
from rewardmodel.services.encoders import load_encoder
try:
    print("dim", load_encoder("{NAME}").dim)
except ArtefactError as error:
    print("refused", error)
"""


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_tiny_encoder(tmp_path_factory.mktemp("hub") / "tiny")


@pytest.fixture
def hub(files: Path) -> Iterator[str]:
    """A server that speaks as much of the hub's protocol as a download needs."""

    class Hub(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None:
            pass

        def do_HEAD(self) -> None:
            self.reply(with_body=False)

        def do_GET(self) -> None:
            self.reply(with_body=True)

        def reply(self, *, with_body: bool) -> None:
            path = self.path.partition("?")[0]
            headers, status = {"X-Repo-Commit": COMMIT}, 200
            file = files / path.rpartition("/")[2]
            if path.startswith(f"/api/models/{NAME}/tree/"):
                body = json.dumps([
                    {"type": "file", "path": each.name, "size": each.stat().st_size, "oid": "0"}
                    for each in files.iterdir()
                ]).encode()  # fmt: skip
            elif path.startswith(f"/api/models/{NAME}"):
                siblings = [{"rfilename": each.name} for each in files.iterdir()]
                body = json.dumps({"id": NAME, "sha": COMMIT, "siblings": siblings}).encode()
            elif path.startswith(f"/{NAME}/resolve/") and file.is_file():
                body = file.read_bytes()
                headers["ETag"] = f'"{hashlib.sha256(body).hexdigest()}"'
            else:
                body, status = b"{}", 404
                headers["X-Error-Code"] = "RepoNotFound"
            self.send_response(status)
            for name, value in (*headers.items(), ("Content-Length", str(len(body)))):
                self.send_header(name, value)
            self.end_headers()
            if with_body:
                self.wfile.write(body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Hub)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def load(cache: Path, *, endpoint: str, offline: bool = False) -> str:
    environment = os.environ | {
        "HF_HOME": str(cache),
        "HF_ENDPOINT": endpoint,
        "HF_HUB_OFFLINE": str(int(offline)),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "PLUMBLINE_HOME": str(cache),
    }
    command = [sys.executable, "-c", LOAD]
    done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def test_an_id_is_downloaded_once_and_taken_from_the_cache_afterwards(hub, tmp_path):
    assert load(tmp_path, endpoint=hub) == "dim 32"
    assert load(tmp_path, endpoint="http://127.0.0.1:1") == "dim 32"
    assert load(tmp_path, endpoint="http://127.0.0.1:1", offline=True) == "dim 32"


def test_a_hub_that_cannot_be_reached_is_said_to_be(tmp_path):
    said = load(tmp_path, endpoint=f"http://127.0.0.1:{free_port()}")
    assert said.startswith(f"refused The encoder {NAME} is neither a folder nor in the model cache")
    assert "cannot be reached" in said


def test_where_nothing_is_downloaded_that_is_said(tmp_path):
    assert "HF_HUB_OFFLINE is set" in load(tmp_path, endpoint="http://127.0.0.1:1", offline=True)
