"""Processes compute with the cores there are, and wait without spinning."""

from __future__ import annotations

import os

import pytest

from config.threads import set_threads, usable_cores


@pytest.fixture(autouse=True)
def _nothing_is_said(monkeypatch):
    for name in ("OMP_NUM_THREADS", "OMP_WAIT_POLICY", "PLUMBLINE_THREADS"):
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)


def test_threads_are_those_of_the_cores_and_wait_asleep():
    set_threads()
    assert os.environ["OMP_WAIT_POLICY"] == "PASSIVE"
    assert os.environ["OMP_NUM_THREADS"] == str(usable_cores())


def test_processes_share_the_threads(monkeypatch):
    monkeypatch.setenv("PLUMBLINE_THREADS", "8")
    set_threads()
    set_threads(processes=2)  # a worker's children, after the worker itself
    assert os.environ["OMP_NUM_THREADS"] == "4"


def test_what_the_environment_says_stays(monkeypatch):
    monkeypatch.setenv("PLUMBLINE_THREADS", "8")
    monkeypatch.setenv("OMP_NUM_THREADS", "3")
    monkeypatch.setenv("OMP_WAIT_POLICY", "ACTIVE")
    set_threads(processes=4)
    assert (os.environ["OMP_NUM_THREADS"], os.environ["OMP_WAIT_POLICY"]) == ("3", "ACTIVE")


@pytest.mark.parametrize(("quota", "cores"), [
    ("50000 100000", 1), ("100000 100000", 1), ("max 100000", None), ("", None),
])  # fmt: skip
def test_a_containers_limit_counts(tmp_path, quota, cores):
    (tmp_path / "cpu.max").write_text(quota)
    assert usable_cores(tmp_path / "cpu.max") == (cores or len(os.sched_getaffinity(0)))
