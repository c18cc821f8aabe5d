"""A step of the set-up: its exit status is the command's, its failure shows why."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from config.step import last_line, run_step


def test_a_step_keeps_the_output_and_says_when_it_is_done(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = tmp_path / "logs" / "step.log"
    assert run_step("Saying hello", log, [sys.executable, "-c", "print('hello')"]) == 0
    assert log.read_text() == "hello\n"
    shown = capsys.readouterr().out
    assert "Saying hello" in shown
    assert "done in" in shown


def test_a_failed_step_shows_its_last_words_and_its_status(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = [sys.executable, "-c", "import sys; print('no room'); sys.exit(3)"]
    assert run_step("Filling the disk", tmp_path / "log", command) == 3
    assert "no room" in capsys.readouterr().err


def test_a_killed_step_fails(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "import os; os.kill(os.getpid(), 9)"]
    assert run_step("Dying", tmp_path / "log", command) == 137


def test_the_last_line_of_a_redrawn_progress_bar_is_its_newest_state(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_bytes(b"start\n10 %\r60 %\r\n\n")
    assert last_line(log) == "60 %"
