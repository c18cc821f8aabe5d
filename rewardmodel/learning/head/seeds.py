"""A head of another task as what is believed before the first answer.

Only what the other task's answers added to its prior is taken over, by a share: the prior itself
holds weights at zero whatever was learned elsewhere. The share follows how well the seed foretells
the answers that have come, down to nothing (power priors: Ibrahim and Chen 2000, "Power prior
distributions for regression models").
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from rewardmodel.learning.head import likelihood
from rewardmodel.learning.head.posterior import Posterior, fit_posterior, prior_posterior

# Before any answer: another project's people want something alike, not the same.
FIRST_SHARE = 0.25
SHARES = (1.0, 0.25, 0.06, 0.015, 0.004, 0.0)
# Answers that the share is chosen by, the latest: enough to tell, few enough for every refit.
_LATEST = 1000


def tempered(seed: Posterior, share: float) -> Posterior:
    """The prior whose precision is the seed's own prior's and `share` of what its answers added.

    Raises:
        ValueError: the share is outside [0, 1].
    """
    if not 0 <= share <= 1:
        raise ValueError(f"share must lie in [0, 1], not {share}")
    plain = prior_posterior(seed.dim, prior_precision=seed.prior_precision, log_tie=seed.log_tie)
    if share == 0:
        return plain
    precision = np.linalg.inv(seed.covariance)
    pull = share * (precision @ seed.mean)  # the seed's prior has mean 0, and adds none
    data = precision - seed.prior_precision * np.eye(seed.dim)
    covariance = np.linalg.inv(seed.prior_precision * np.eye(seed.dim) + share * data)
    covariance = (covariance + covariance.T) / 2
    return Posterior(covariance @ pull, covariance, seed.log_tie, seed.prior_precision)


def choose_share(
    seed: Posterior,
    x: npt.ArrayLike,
    targets: npt.ArrayLike,
    *,
    offsets: npt.ArrayLike | None = None,
) -> float:
    """The share of the seed under which the answers are the most probable.

    By Laplace's evidence of the latest answers under each tempered prior. It multiplies the
    probability of each answer given those before it, so it is how well the seed foretells the
    first answers that decides.

    Args:
        x: (N, D); targets: (N, 3); offsets: (N,) as for `fit_posterior`.
    """
    rows = np.asarray(x, dtype=np.float64)[-_LATEST:]
    q = np.asarray(targets, dtype=np.float64)[-_LATEST:]
    if len(rows) == 0:
        return FIRST_SHARE
    known = np.zeros(len(rows)) if offsets is None else np.asarray(offsets)[-_LATEST:]
    evidences = []
    for share in SHARES:
        prior = tempered(seed, share)
        fitted = fit_posterior(rows, q, prior=prior, log_tie=seed.log_tie, offsets=known)
        evidences.append(_log_evidence(fitted, prior, rows @ fitted.mean + known, q))
    return SHARES[int(np.argmax(evidences))]


def _log_evidence(
    fitted: Posterior, prior: Posterior, z: npt.NDArray[np.float64], q: npt.NDArray[np.float64]
) -> float:
    """Laplace's estimate of log p(answers) under the prior."""
    loss = likelihood.negative_log_likelihood(z, q, fitted.log_tie).sum()
    away = fitted.mean - prior.mean
    pull = away @ np.linalg.solve(prior.covariance, away) / 2
    _, before = np.linalg.slogdet(prior.covariance)
    _, after = np.linalg.slogdet(fitted.covariance)
    return float(-loss - pull + (after - before) / 2)
