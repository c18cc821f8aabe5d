"""Which comparisons are worth asking next: what one candidate is worth by itself.

Every score is a function of what is believed of a candidate's margin, z ~ N(mean, variance), and
of the tie parameter; greater is sooner. All are symmetric: swapping a and b changes nothing.
`selection` makes batches out of them.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from rewardmodel.learning.arrays import FloatArray
from rewardmodel.learning.head.likelihood import curvatures, outcome_probabilities

# Standard deviations that an upper bound lies above the mean.
UPPER_BOUND_STDS = 2.0

_QUADRATURE_POINTS = 16
# Candidates times nodes times outcomes held at once, so that memory stays small for any N.
_CANDIDATES_AT_ONCE = 4096


def random_scores(count: int, *, rng: np.random.Generator) -> FloatArray:
    """Scores (count,) drawn uniformly from [0, 1): what other rules are measured against."""
    return rng.random(count)


def closeness(mean: npt.ArrayLike) -> FloatArray:
    """-|mean| (N,), in units of reward, at most 0: the margin rule."""
    size: FloatArray = np.abs(np.asarray(mean, dtype=np.float64))
    return -size


def predictive_entropy(mean: npt.ArrayLike, variance: npt.ArrayLike, log_tie: float) -> FloatArray:
    """Entropy (N,) in nats of the answer, ties included: from 0 to log 3.

    It counts what more answers would settle and what they never will: compare `bald`.
    """
    return _entropies(mean, variance, log_tie)[0]


def bald(mean: npt.ArrayLike, variance: npt.ArrayLike, log_tie: float) -> FloatArray:
    """Mutual information (N,) in nats of the answer and the margin: h(E p) - E h(p), at least 0.

    Houlsby et al. 2011, "Bayesian active learning for classification and preference learning",
    equation 2, with three outcomes and Gauss-Hermite quadrature in place of their approximation.
    """
    total, within = _entropies(mean, variance, log_tie)
    return np.maximum(total - within, 0.0)


def information_gain(mean: npt.ArrayLike, variance: npt.ArrayLike, log_tie: float) -> FloatArray:
    """Nats (N,) by which the answer shrinks the Laplace posterior: log(1 + c variance) / 2.

    c is the curvature of the likelihood at the mean; by the matrix determinant lemma this is half
    the fall of log det S after the rank-one update (MacKay 1992, "Information-based objective
    functions for active data selection", section 4). Its greedy maximum is D-optimal design.
    """
    c = curvatures(mean, log_tie)
    gain: FloatArray = np.log1p(c * np.asarray(variance, dtype=np.float64)) / 2
    return gain


def variance_reduction(
    mean: npt.ArrayLike, variance: npt.ArrayLike, influence: npt.ArrayLike, log_tie: float
) -> FloatArray:
    """Nats (N,) that the answer is expected to save on each comparison of a population.

    The excess log-loss of a comparison is, to second order, half its curvature times its margin's
    variance; the rank-one update after an answer lowers its mean over the population by
    c influence / (1 + c variance) / 2. I-optimal design: the variances that count are those of
    the predictions asked for, not of every weight (Cohn, Ghahramani and Jordan 1996, "Active
    learning with statistical models"; for logistic models Schein and Ungar 2007, "Active learning
    for logistic regression: an evaluation").

    Args:
        influence: (N,) x'S A S x, see `imagined.ImaginedAnswers`.
    """
    c = curvatures(mean, log_tie)
    v = np.asarray(variance, dtype=np.float64)
    saved: FloatArray = c * np.asarray(influence, dtype=np.float64) / (1 + c * v) / 2
    return saved


def delta_upper_bound(
    mean: npt.ArrayLike, variance: npt.ArrayLike, *, stds: float = UPPER_BOUND_STDS
) -> FloatArray:
    """Upper bound (N,) of the reward difference in either direction: |mean| + stds x deviation.

    DeltaUCB (Melikidze et al. 2026, "ActiveUltraFeedback", arXiv 2603.09692): asks about pairs
    that may be far apart. Made to collect data for policies, not for a reward model's accuracy.
    """
    bound: FloatArray = np.abs(np.asarray(mean, dtype=np.float64)) + stds * np.sqrt(
        np.asarray(variance, dtype=np.float64)
    )
    return bound


def _entropies(
    mean: npt.ArrayLike, variance: npt.ArrayLike, log_tie: float
) -> tuple[FloatArray, FloatArray]:
    """Entropy of the expected answer, and expected entropy of the answer, (N,) each."""
    mu = np.asarray(mean, dtype=np.float64)
    std = np.sqrt(np.asarray(variance, dtype=np.float64))
    nodes, weights = np.polynomial.hermite_e.hermegauss(_QUADRATURE_POINTS)
    weights = weights / weights.sum()
    total, within = np.empty(len(mu)), np.empty(len(mu))
    for start in range(0, len(mu), _CANDIDATES_AT_ONCE):
        part = slice(start, start + _CANDIDATES_AT_ONCE)
        z = mu[part, None] + std[part, None] * nodes  # (n, K)
        p = outcome_probabilities(z, log_tie)  # (n, K, 3)
        total[part] = _entropy(np.einsum("nko,k->no", p, weights))
        within[part] = _entropy(p) @ weights
    return total, within


def _entropy(p: FloatArray) -> FloatArray:
    """(..., 3) -> (...), in nats, with 0 log 0 = 0."""
    terms: FloatArray = p * np.log(np.maximum(p, np.finfo(np.float64).tiny))
    entropy: FloatArray = -terms.sum(axis=-1)
    return entropy
