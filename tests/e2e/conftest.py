"""Chromium and the whole stack. Where a part is missing the tests say so and are skipped."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bench.browser import CHROMIUM, launched
from bench.stack import Stack, find_database, find_redis, running_stack
from tests.e2e.people import DEMO, number, wait_for
from tests.rewardmodel.tiny_encoder import build_tiny_encoder


def missing_parts() -> list[str]:
    found = {"PostgreSQL": find_database(), "Redis": find_redis(), "Chromium": CHROMIUM}
    return [name for name, part in found.items() if part is None]


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Web, three workers and beat on PostgreSQL and Redis, with a tiny encoder.

    Whether the real one works is seen by the demo on files (``test_embedded.py``).
    """
    if missing := missing_parts():
        reason = f"not found: {', '.join(missing)}"
        if os.environ.get("REQUIRE_SERVICES") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    encoder = build_tiny_encoder(tmp_path_factory.mktemp("encoders") / "model")
    # Enough passes that a person sees the bar of a retrain move.
    settings = {"PLUMBLINE_ENCODER": str(encoder), "PLUMBLINE_TRAIN_EPOCHS": "8"}
    parts = ("web", "live", "soon", "bulk", "training", "beat")
    with running_stack(parts=parts, settings=settings) as running:
        yield running


@pytest.fixture(scope="session")
def logins(stack: Stack) -> dict[str, str]:
    """Passwords of the demo's people, by role, once there is something to label."""
    stack.manage("load_demo")
    read = (stack.home / "demo_logins.json").read_text(encoding="utf-8")
    logins: dict[str, str] = json.loads(read)
    wait_for(
        lambda: (
            number(stack, f"SELECT count(*) FROM feedback_comparison WHERE project_id = {DEMO}")
            > 20
        )
    )
    return logins


@pytest.fixture(scope="module")
def browser(stack: Stack) -> Iterator[Any]:
    """One browser a file: the loop that drives it must not run in tests that use the database."""
    with launched() as chromium:
        yield chromium


@pytest.fixture(scope="session")
def screenshots() -> Path:
    """Where the tests leave pictures of the pages: ``PLUMBLINE_SCREENSHOTS``, or nowhere kept."""
    folder = Path(os.environ.get("PLUMBLINE_SCREENSHOTS") or "/tmp/plumbline-screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    return folder
