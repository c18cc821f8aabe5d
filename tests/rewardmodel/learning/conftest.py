"""A tiny encoder, and comparisons of texts of the standard library's documentation."""

from __future__ import annotations

from pathlib import Path
from pydoc_data.topics import topics

import numpy as np
import pytest

from rewardmodel.learning.encoders.sentence import SentenceEncoder
from rewardmodel.learning.head.annotators import SimulatedAnnotator, coverage_reward
from rewardmodel.learning.head.likelihood import target
from rewardmodel.learning.tuning.training_batches import PromptGroup
from tests.rewardmodel.tiny_encoder import build_tiny_encoder


@pytest.fixture(scope="session")
def encoder_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_tiny_encoder(tmp_path_factory.mktemp("encoders") / "tiny")


@pytest.fixture(scope="session")
def encoder(encoder_folder: Path) -> SentenceEncoder:
    return SentenceEncoder.load(encoder_folder, device="cpu")


@pytest.fixture(scope="session")
def paragraphs() -> list[str]:
    """Texts of many lengths."""
    return [part.strip() for name in sorted(topics)[:12] for part in topics[name].split("\n\n")][
        :60
    ]


@pytest.fixture(scope="session")
def groups() -> list[PromptGroup]:
    """Twelve prompts with 4 responses and all 6 comparisons each, answered by coverage."""
    annotator = SimulatedAnnotator(coverage_reward, reliability=4.0, seed=1)
    found = []
    for name in sorted(topics):
        parts = [part.strip() for part in topics[name].split("\n\n") if len(part) > 60][:4]
        if len(set(parts)) < 4:
            continue
        prompt = topics[name][:600]
        pairs = np.array([(i, j) for i in range(4) for j in range(i)])
        answers = [annotator.choose(prompt, parts[i], parts[j]) for i, j in pairs]
        targets = np.array([target(answer) for answer in answers])
        found.append(PromptGroup(prompt, parts, pairs, targets, np.ones(6, dtype=np.int64)))
    return found[:12]
