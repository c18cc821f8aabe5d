"""The demo's supervisor, with real child processes: nothing is left behind, the dead come back."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from config import demo
from config.supervisor import Child, Supervisor

ROOT = Path(demo.__file__).resolve().parent.parent

# Ignores nothing: starts a sleeper of its own, writes both numbers, sleeps.
PARENT_WITH_CHILD = """
import os, subprocess, sys, time
grandchild = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
with open(sys.argv[1], "w") as file:
    file.write(f"{os.getpid()} {grandchild.pid}\\n")
time.sleep(600)
"""
DEAF = """
import os, signal, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
with open(sys.argv[1], "w") as file:
    file.write(f"{os.getpid()}\\n")
time.sleep(600)
"""
SUPERVISE = """
import os, sys, time
from pathlib import Path
from config.supervisor import Child, Stopped, Supervisor
folder = Path(sys.argv[1])
supervisor = Supervisor(environment=dict(os.environ), grace=0.5)
supervisor.install_signal_handlers()
for number, program in enumerate(sys.argv[2:]):
    command = [sys.executable, "-c", program, str(folder / f"{number}.pids")]
    supervisor.start(Child(str(number), command, folder / f"{number}.log"))
try:
    while True:
        supervisor.watch()
        time.sleep(0.05)
except Stopped:
    supervisor.stop()
"""


def wait_for(condition: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline, f"never happened: {what}"
        time.sleep(0.02)


def has_ended(pid: int) -> bool:
    """A zombie that nobody has reaped yet no longer runs."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return True
    return state == "Z"


def written(path: Path) -> bool:
    return path.exists() and path.read_text().endswith("\n")


def supervise(folder: Path, *programs: str) -> subprocess.Popen[bytes]:
    """A supervisor in a process of its own, once every program has written its file."""
    command = [sys.executable, "-c", SUPERVISE, str(folder), *programs]
    process = subprocess.Popen(command, cwd=ROOT)
    for number in range(len(programs)):
        wait_for(partial(written, folder / f"{number}.pids"), "the program started")
    return process


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_children_and_their_children(tmp_path: Path, number: signal.Signals) -> None:
    supervisor = supervise(tmp_path, PARENT_WITH_CHILD, PARENT_WITH_CHILD)
    pids = [int(pid) for n in (0, 1) for pid in (tmp_path / f"{n}.pids").read_text().split()]
    assert len(pids) == 4
    assert not any(has_ended(pid) for pid in pids)

    supervisor.send_signal(number)

    assert supervisor.wait(timeout=20) == 0
    for pid in pids:
        wait_for(partial(has_ended, pid), f"{pid} ended")


def test_a_child_deaf_to_the_request_is_ended_by_force(tmp_path: Path) -> None:
    supervisor = supervise(tmp_path, DEAF)

    supervisor.send_signal(signal.SIGINT)

    assert supervisor.wait(timeout=20) == 0
    assert has_ended(int((tmp_path / "0.pids").read_text()))


def test_a_child_that_dies_is_reported_with_its_log_and_started_again(tmp_path: Path) -> None:
    marks = tmp_path / "marks"
    program = (
        f"import sys, time; file = open({str(marks)!r}, 'a+'); file.write('x'); file.flush(); "
        "file.seek(0); len(file.read()) < 3 and sys.exit('out of luck'); time.sleep(600)"
    )
    said: list[str] = []
    supervisor = Supervisor(environment=dict(os.environ), say=said.append, first_delay=0.05)
    child = Child("unlucky", [sys.executable, "-c", program], tmp_path / "unlucky.log")
    try:
        supervisor.start(child)
        third = supervisor.wait_until(
            lambda: marks.exists() and marks.read_text() == "xxx", seconds=20
        )
        assert third
        assert child.failures == 2
        assert len(said) == 2
        assert "unlucky stopped (exit status 1)" in said[0]
        assert "out of luck" in said[0]
    finally:
        supervisor.stop()


def test_the_delay_before_another_start_doubles_up_to_a_bound(tmp_path: Path) -> None:
    said: list[str] = []
    supervisor = Supervisor(environment=dict(os.environ), say=said.append)
    child = Child("short", [sys.executable, "-c", ""], tmp_path / "short.log")
    supervisor.children.append(child)
    delays = []
    for _ in range(7):
        child.start(supervisor.environment)
        wait_for(child.has_exited, "the child ended")
        before = time.monotonic()
        supervisor.watch()
        assert child.start_again is not None
        delays.append(round(child.start_again - before))
    assert delays == [1, 2, 4, 8, 16, 30, 30]


def test_what_a_child_left_running_ends_before_it_is_started_again(tmp_path: Path) -> None:
    program = (
        "import subprocess, sys; "
        "p = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)']); "
        f"open({str(tmp_path / 'pid')!r}, 'w').write(str(p.pid) + '\\n')"
    )
    supervisor = Supervisor(environment=dict(os.environ), say=lambda text: None, first_delay=60)
    child = Child("careless", [sys.executable, "-c", program], tmp_path / "log")
    supervisor.start(child)
    assert supervisor.wait_until(lambda: child.start_again is not None, seconds=20)
    pid = int((tmp_path / "pid").read_text())
    wait_for(partial(has_ended, pid), "what it left behind ended")
    supervisor.stop()


def test_words_in_the_log_of_an_earlier_start_do_not_count(tmp_path: Path) -> None:
    log = tmp_path / "live.log"
    log.write_text("live@here ready.\n")
    child = Child("live", [sys.executable, "-c", "print('starting')"], log)
    supervisor = Supervisor(environment=dict(os.environ))
    assert supervisor.finish(child) == 0
    assert child.has_said(b"starting")
    assert not child.has_said(b" ready.")


def run_demo(home: Path, port: int) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PLUMBLINE_HOME": str(home), "PORT": str(port)}
    command = [sys.executable, "-m", "config.demo"]
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=20
    )


def test_a_busy_port_is_said_before_anything_is_started(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        result = run_demo(tmp_path, port)
    assert result.returncode == 1
    assert f"Port {port} cannot be used" in result.stderr
    assert "make demo PORT=" in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["demo.lock"]


def test_a_second_demo_on_the_same_folder_is_refused(tmp_path: Path) -> None:
    with demo.lock_home(tmp_path) as lock:
        demo.describe_holder(lock, 8123)
        result = run_demo(tmp_path, 1)
    assert result.returncode == 1
    assert f"A demo already runs on {tmp_path}" in result.stderr
    assert "http://127.0.0.1:8123" in result.stderr


def test_the_lock_is_free_again_when_its_holder_is_gone(tmp_path: Path) -> None:
    demo.lock_home(tmp_path).close()
    demo.lock_home(tmp_path).close()


@pytest.mark.parametrize("value", ["http", "0", "65536", "-1", "٣"])
def test_a_port_that_is_none_is_refused(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", value)
    with pytest.raises(demo.CannotStartError, match="PORT must be a number"):
        demo.port_from_environment()


def test_the_demo_leaves_another_projects_database_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql:///other")
    monkeypatch.setenv("REDIS_URL", "redis://other")
    environment = demo.demo_environment(tmp_path)
    assert environment.keys().isdisjoint({"DATABASE_URL", "REDIS_URL"})
    assert environment["PLUMBLINE_HOME"] == str(tmp_path)
