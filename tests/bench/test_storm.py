"""A short storm of kills: nothing is lost or doubled, and all that was asked for ends by itself."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bench.own_servers import missing_servers
from bench.storm import Size, aims_of, storm

SHORT = Size(seconds=25, annotators=3, kills=6, flushes=1, prompts=40, promotions=0)


@pytest.mark.parametrize("embedded", [True, False], ids=["sqlite", "postgresql"])
def test_after_a_storm_all_is_as_it_should_be(embedded: bool, tiny_encoder_folder: Path) -> None:
    if not embedded and (missing := missing_servers()):
        reason = f"not found: {', '.join(missing)}"
        if os.environ.get("REQUIRE_SERVICES") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    settings = {"PLUMBLINE_ENCODER": str(tiny_encoder_folder), "PLUMBLINE_TRAIN_EPOCHS": "1"}
    figures = storm(SHORT, embedded=embedded, settings=settings)
    missed = [aim for aim in aims_of(figures, SHORT) if not aim.met]
    assert not missed, figures
