"""A short form of ``bench fairness``: what must hold whatever the machine's speed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bench.fairness import Size, fairness
from bench.stack import find_database, find_redis

SHORT = Size(rows=400, small_prompts=60, annotators=3, alone=4.0, most=60.0, jobs=1)


@pytest.mark.e2e
def test_a_big_import_leaves_a_small_project_its_queue(tiny_encoder_folder: Path) -> None:
    found = {"PostgreSQL": find_database(), "Redis": find_redis()}
    if missing := [name for name, part in found.items() if part is None]:
        reason = f"not found: {', '.join(missing)}"
        if os.environ.get("REQUIRE_SERVICES") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    figures = fairness(SHORT, settings={"PLUMBLINE_ENCODER": str(tiny_encoder_folder)})
    assert figures["dry"] == figures["failed"] == figures["embedded_again"] == 0, figures
    assert figures["embedded"] >= 5 * SHORT.rows, figures
    assert figures["big_import"] is not None, figures
    assert figures["answers"] > 0, figures
