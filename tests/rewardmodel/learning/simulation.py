"""Answers drawn from known weights, for the tests to find again."""

from __future__ import annotations

import numpy as np

from rewardmodel.learning.arrays import FloatArray
from rewardmodel.learning.head.likelihood import outcome_probabilities


def draw_answers(z: FloatArray, log_tie: float, rng: np.random.Generator) -> FloatArray:
    """Hard targets (N, 3) for reward differences z (N,)."""
    p = outcome_probabilities(z, log_tie)
    return np.eye(3)[[int(rng.choice(3, p=row)) for row in p]]


def simulate(
    n: int, dim: int, *, prior_precision: float = 1.0, log_tie: float = -1.0, seed: int = 0
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """x (N, D), targets (N, 3) and the true weights (D,), drawn from the prior."""
    rng = np.random.default_rng(seed)
    w = rng.normal(size=dim) / np.sqrt(prior_precision)
    x = rng.normal(size=(n, dim))
    return x, draw_answers(x @ w, log_tie, rng), w
