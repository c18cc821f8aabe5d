"""Answers put straight into the tables, for the figures to be read off again."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest

Vote = Callable[..., Any]


@pytest.fixture
def vote(project: Any) -> Vote:
    """One answer of a person to a comparison; returns the preference."""
    from feedback.models import Preference

    def give(comparison: Any, annotator: Any, choice: str = "a", **fields: Any) -> Any:
        return Preference.objects.create(
            project=project,
            comparison=comparison,
            annotator=annotator,
            choice=choice,
            submission_key=str(uuid.uuid4()),
            **{"first_shown": "a"} | fields,
        )

    return give


@pytest.fixture
def foretold(project: Any) -> Callable[..., Any]:
    """Notes that the live head foretold an answer with these probabilities of a and b."""
    from rewardmodel.models import LearnedPreference, LiveHead, ModelVersion

    version = ModelVersion.objects.create(project=project, number=1, encoder_key="0" * 64)
    head = LiveHead.objects.create(project=project, version=version)
    sides = {"a": 1, "b": -1, "tie": 0}

    def note(preference: Any, chance_a: float, chance_b: float) -> Any:
        chances = {"a": chance_a, "b": chance_b, "tie": 1 - chance_a - chance_b}
        agree = sides[preference.choice] * (1 if chance_a > chance_b else -1)
        head.step += 1
        return LearnedPreference.objects.create(
            head=head,
            preference=preference,
            step=head.step,
            predicted=chances[preference.choice],
            probability_a=chance_a,
            probability_b=chance_b,
            correct=(1 + agree) / 2,
        )

    return note


@pytest.fixture
def figures(client_of: Any) -> Callable[..., Any]:
    """What a metric answers to a researcher, or to somebody else."""

    def read(name: str, role: str = "researcher", **query: str) -> Any:
        return client_of(role).get(f"/api/v1/projects/plumb/metrics/{name}/", query).json()

    return read
