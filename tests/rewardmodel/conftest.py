"""A tiny encoder in the place of the real one, and answers given through the real services."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.rewardmodel.tiny_encoder import build_tiny_encoder


@pytest.fixture(scope="session")
def tiny_encoder_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_tiny_encoder(tmp_path_factory.mktemp("encoder"))


@pytest.fixture
def tiny_encoder(settings: Any, tiny_encoder_folder: Path) -> None:
    settings.PLUMBLINE_ENCODER = str(tiny_encoder_folder)


@pytest.fixture
def give_answers() -> Callable[..., list[Any]]:
    """Answers the next comparisons of a project, all alike; returns the preferences."""
    from feedback.services.answering import submit_preference
    from feedback.services.serving import lease_next

    def give(project: Any, annotator: Any, count: int, choice: str = "a") -> list[Any]:
        given = []
        for _ in range(count):
            lease = lease_next(project=project, annotator=annotator)
            stored = submit_preference(
                comparison_id=lease.comparison_id,
                annotator=annotator,
                choice=choice,
                submission_key=str(uuid.uuid4()),
            )
            given.append(stored.preference)
        return given

    return give
