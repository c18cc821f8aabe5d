"""Several heads instead of one: what a single mean does not say, and a cautious reward from it.

Members that share an encoder share its errors, so an ensemble makes over-optimisation less likely
and does not rule it out (Gao et al. 2022; Coste et al. 2023, "Reward model ensembles help mitigate
overoptimization"). K members, N items or comparisons, D columns.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np
import numpy.typing as npt

from rewardmodel.learning.arrays import BoolArray, FloatArray
from rewardmodel.learning.head.posterior import (
    DEFAULT_PRIOR_PRECISION,
    Posterior,
    fit_posterior,
)


def drawn_heads(posterior: Posterior, members: int, *, rng: np.random.Generator) -> FloatArray:
    """Weights (K, D) of heads drawn from the posterior."""
    root = np.linalg.cholesky(posterior.covariance)
    noise = rng.standard_normal((members, posterior.dim))
    heads: FloatArray = posterior.mean + noise @ root.T
    return heads


def bootstrapped_heads(
    x: npt.ArrayLike,
    targets: npt.ArrayLike,
    groups: Sequence[Hashable],
    members: int,
    *,
    prior_precision: float = DEFAULT_PRIOR_PRECISION,
    rng: np.random.Generator,
) -> FloatArray:
    """Weights (K, D) of heads that were each fitted on as many prompts drawn with replacement.

    Args:
        x: (N, D); targets: (N, 3); groups: (N,) the prompt of each comparison.

    Raises:
        ValueError: there are no rows, or the shapes do not agree.
    """
    rows, q = np.asarray(x, dtype=np.float64), np.asarray(targets, dtype=np.float64)
    if len(groups) == 0 or len(groups) != len(rows):
        raise ValueError(f"{len(groups)} groups for {len(rows)} rows")
    place = {name: i for i, name in enumerate(dict.fromkeys(groups))}
    group, count = np.array([place[name] for name in groups]), len(place)
    start: Posterior | None = None
    heads = []
    for _ in range(members):
        times = np.bincount(rng.integers(count, size=count), minlength=count)
        drawn = np.repeat(np.arange(len(rows)), times[group])
        start = fit_posterior(rows[drawn], q[drawn], prior_precision=prior_precision, start=start)
        heads.append(start.mean)
    return np.stack(heads)


def ensemble_rewards(
    heads: npt.ArrayLike, phi: npt.ArrayLike, reward_columns: BoolArray
) -> tuple[FloatArray, FloatArray]:
    """Mean (N,) and standard deviation (N,) over members of the rewards of items phi (N, D).

    Each member's rewards are taken against its mean over the items: members agree on no zero.
    """
    rows = np.asarray(phi, dtype=np.float64) * reward_columns
    scores = rows @ np.asarray(heads, dtype=np.float64).T  # (N, K)
    scores = scores - scores.mean(axis=0, keepdims=True)
    return scores.mean(axis=1), scores.std(axis=1)


def conservative_rewards(
    mean: npt.ArrayLike, std: npt.ArrayLike, pessimism: float = 1.0
) -> FloatArray:
    """mean - pessimism x std, (N,): what a policy is paid that must not gain by doubt.

    Raises:
        ValueError: pessimism is negative.
    """
    if pessimism < 0:
        raise ValueError(f"pessimism must not be negative, and is {pessimism}")
    cautious: FloatArray = np.asarray(mean, dtype=np.float64) - pessimism * np.asarray(std)
    return cautious
