"""Small random worlds of candidates, where every rule can be computed the long way."""

from __future__ import annotations

import numpy as np

from rewardmodel.learning.arrays import FloatArray
from rewardmodel.learning.asking.candidates import Candidates, candidates_of
from rewardmodel.learning.head.likelihood import curvatures
from rewardmodel.learning.head.posterior import Posterior


def some_posterior(dim: int = 6, *, seed: int = 0) -> Posterior:
    rng = np.random.default_rng(seed)
    root = rng.normal(size=(dim, dim))
    return Posterior(rng.normal(size=dim), root @ root.T / dim + 0.1 * np.eye(dim), -1.0, 1.0)


def some_candidates(
    count: int = 40, *, dim: int = 6, responses: int = 20, prompts: int = 8, seed: int = 0
) -> Candidates:
    """Distinct pairs of responses, each with a prompt drawn at random."""
    rng = np.random.default_rng(seed)
    phi = rng.normal(size=(responses, dim))
    every = np.array([(i, j) for i in range(responses) for j in range(i)])
    pairs = every[rng.permutation(len(every))[:count]]
    return candidates_of(phi, pairs, rng.integers(prompts, size=count).tolist())


def swapped(candidates: Candidates) -> Candidates:
    return Candidates(candidates.phi, candidates.b, candidates.a, candidates.prompts)


def covariance_after(posterior: Posterior, x: FloatArray) -> FloatArray:
    """The covariance once a comparison x (D,) is answered, by inverting the precision."""
    c = curvatures(np.array([x @ posterior.mean]), posterior.log_tie)[0]
    after: FloatArray = np.linalg.inv(np.linalg.inv(posterior.covariance) + c * np.outer(x, x))
    return after
