"""Label Studio CE measured as we are, on PostgreSQL: next and submit over HTTP, data in and out.

It has to be installed in an environment of its own; the benchmark is told where its program is by
``PLUMBLINE_BENCH_LABEL_STUDIO``. It is started as its documentation says, with its own server.
"""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg

from bench.report import percentile
from bench.stack import find_database, free_port, fresh_database

PROGRAM = "PLUMBLINE_BENCH_LABEL_STUDIO"
TOKEN = "0123456789abcdef0123456789abcdef01234567"
START_WITHIN = 240.0  # seconds: its migrations alone take most of a minute
CALL_WITHIN = 1800.0  # seconds: an export of all tasks is one call
BATCH = 5000  # tasks in one import call
CONFIG = """<View><Text name="prompt" value="$prompt"/><Text name="a" value="$a"/>
<Text name="b" value="$b"/><Choices name="better" toName="prompt">
<Choice value="a"/><Choice value="b"/></Choices></View>"""
RESULT = [
    {"from_name": "better", "to_name": "prompt", "type": "choices", "value": {"choices": ["a"]}}
]


def measure_label_studio(sizes: tuple[int, ...], rounds: int) -> dict[str, Any] | None:
    """p50 and p95 in ms of next and submit by one annotator, by open tasks; None if not there."""
    program, server = os.environ.get(PROGRAM), find_database()
    if not program or server is None:
        return None
    figures: dict[str, Any] = {}
    with fresh_database(server) as database, _running(program, database) as client:
        project = _new_project(client)
        made = 0
        for size in sizes:
            for start in range(made, size, BATCH):
                tasks = [_task(i) for i in range(start, min(start + BATCH, size))]
                client.call("POST", f"/api/projects/{project}/import", tasks)
            made = size
            nexts, submits = [], []
            for _ in range(rounds):
                started = time.perf_counter()
                task = client.call("GET", f"/api/projects/{project}/next")
                served = time.perf_counter()
                client.call("POST", f"/api/tasks/{task['id']}/annotations", {"result": RESULT})
                nexts.append((served - started) * 1000)
                submits.append((time.perf_counter() - served) * 1000)
            figures[f"{size}"] = {
                f"{name}_p{share}_ms": round(percentile(values[2:], share / 100), 1)
                for name, values in (("next", nexts), ("submit", submits))
                for share in (50, 95)
            }
    return figures | {"what": "Label Studio CE, one annotator"}


def measure_in_out(source: Path, rows: int) -> dict[str, Any] | None:
    """Seconds of importing the pairs of a TRL file as tasks, without their answers, and of
    exporting them as JSON; None if it is not there.

    Raises:
        RuntimeError: what came out is not what went in.
    """
    program, server = os.environ.get(PROGRAM), find_database()
    if not program or server is None:
        return None
    with fresh_database(server) as database, _running(program, database) as client:
        project = _new_project(client)
        started = time.perf_counter()
        with source.open(encoding="utf-8") as lines:
            while batch := [_task_of(json.loads(line)) for line in islice(lines, BATCH)]:
                client.call("POST", f"/api/projects/{project}/import", batch)
        imported = time.perf_counter()
        everything = "exportType=JSON&download_all_tasks=true"
        try:
            found = client.call("GET", f"/api/projects/{project}/export?{everything}")
        except TimeoutError:
            found = None
        exported = time.perf_counter()
    figures = {
        "what": "Label Studio CE, tasks without answers",
        "import_seconds": round(imported - started, 1),
        "import_rows_per_second": round(rows / (imported - started)),
    }
    if found is None:
        return figures | {"export_given_up_after_seconds": CALL_WITHIN}
    if len(found) != rows:
        raise RuntimeError(f"Label Studio exported {len(found)} of {rows} tasks.")
    return figures | {
        "export_seconds": round(exported - imported, 1),
        "export_rows_per_second": round(rows / (exported - imported)),
    }


def _new_project(client: _Client) -> int:
    made = client.call("POST", "/api/projects", {"title": "bench", "label_config": CONFIG})
    return int(made["id"])


def _task_of(row: dict[str, str]) -> dict[str, Any]:
    return {"data": {"prompt": row["prompt"], "a": row["chosen"], "b": row["rejected"]}}


def _task(number: int) -> dict[str, Any]:
    text = f"What is known of item {number}? " * 4
    return {"data": {"prompt": text, "a": f"First {number}. " * 8, "b": f"Second {number}. " * 8}}


class _Client:
    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=CALL_WITHIN)
        self.headers = {"Authorization": f"Token {TOKEN}", "Content-Type": "application/json"}

    def call(self, method: str, path: str, body: Any = None) -> Any:
        """The answer's JSON. Raises RuntimeError where it is an error."""
        sent = None if body is None else json.dumps(body)
        self.connection.request(method, path, sent, self.headers)
        answer = self.connection.getresponse()
        read = answer.read()
        if answer.status >= 400:
            raise RuntimeError(f"{method} {path}: {answer.status} {read[:300]!r}")
        return json.loads(read) if read else None


@contextmanager
def _running(program: str, database: str) -> Iterator[_Client]:
    address, port = urlsplit(database), free_port()
    with tempfile.TemporaryDirectory(prefix="label-studio-") as folder:
        ours = ("DJANGO_SETTINGS_MODULE", "PYTHONPATH")
        environment = {name: os.environ[name] for name in os.environ if name not in ours} | {
            "DJANGO_DB": "default",
            "POSTGRE_NAME": address.path.strip("/"),
            "POSTGRE_USER": address.username or "postgres",
            "POSTGRE_PASSWORD": address.password or "",
            "POSTGRE_HOST": address.hostname or "127.0.0.1",
            "POSTGRE_PORT": str(address.port or 5432),
            "LABEL_STUDIO_BASE_DATA_DIR": folder,
            "LABEL_STUDIO_USERNAME": "a@example.org",
            "LABEL_STUDIO_PASSWORD": "a-password-of-benchmarks",
            "LABEL_STUDIO_USER_TOKEN": TOKEN,
            "COLLECT_ANALYTICS": "false",
            "LATEST_VERSION_CHECK": "false",
            "SENTRY_DSN": "",
        }
        with open(f"{folder}/log", "wb") as log:
            process = subprocess.Popen(
                [program, "start", "--no-browser", "--port", str(port)],
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        try:
            client = _wait(port, process, f"{folder}/log")
            _allow_tokens(database)
            yield client
        finally:
            process.kill()
            process.wait()


def _wait(port: int, process: subprocess.Popen[bytes], log: str) -> _Client:
    """Raises RuntimeError where it ends or does not answer in time."""
    give_up = time.monotonic() + START_WITHIN
    while time.monotonic() < give_up and process.poll() is None:
        try:
            client = _Client(port)
            client.call("GET", "/health")
        except (OSError, RuntimeError, ValueError, http.client.HTTPException):
            time.sleep(1)
        else:
            return client
    with open(log, errors="replace") as text:
        raise RuntimeError(f"Label Studio did not start: {text.read()[-1500:]}")


def _allow_tokens(database: str) -> None:
    """Its plain API tokens are off in new organisations."""
    with psycopg.connect(database) as connection:
        connection.execute("UPDATE jwt_auth_jwtsettings SET legacy_api_tokens_enabled = true")
