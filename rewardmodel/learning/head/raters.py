"""Raters differ: how reliable each is, and how far each leans to the side shown first.

The reward difference that rater k goes by is

    z  =  exp(b_k) (w . x)  +  (s + d_k) shown_first

with b_k ~ N(0, tau_b^2), the log reliability, and d_k ~ N(0, tau_d^2), the rater's side bias beside
the common one, s, which is a weight of the head. Both are fitted with the weights by alternating
Newton steps, and tau_b and tau_d by expectation maximisation with Laplace's variances. (Chen et
al. 2013, "Pairwise ranking aggregation in a crowdsourced setting", section 3, has another form of
the same idea, a probability of answering the wrong way round.) The prior of b has mean 0, so the
scale of the weights is that of the typical rater; answers without a rater count as the typical
rater's. K raters, N comparisons, D columns.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rewardmodel.learning.arrays import FloatArray, IntArray
from rewardmodel.learning.head import likelihood
from rewardmodel.learning.head.posterior import (
    DEFAULT_PRIOR_PRECISION,
    Posterior,
    checked_weights,
    fit_posterior,
)

# Where the spread between raters starts before any is known, and what it is drawn towards with
# the weight of this many raters.
DEFAULT_SPREAD = 0.3
_PRIOR_RATERS = 2.0
# Nobody is held to be more than 8 times as reliable, or less reliable, than the typical rater.
_BOUND = float(np.log(8.0))
_NEWTON_STEPS = 30
_ROUNDS = 30
_TOLERANCE = 1e-3


@dataclass(frozen=True, eq=False)
class RaterBeliefs:
    """What is known of K raters; standard deviations are posterior ones."""

    log_reliability: FloatArray  # (K,)
    log_reliability_std: FloatArray  # (K,)
    side_bias: FloatArray  # (K,) in units of reward, positive for what is shown first
    side_bias_std: FloatArray  # (K,)
    reliability_spread: float = DEFAULT_SPREAD  # tau_b
    side_bias_spread: float = DEFAULT_SPREAD  # tau_d

    @property
    def raters(self) -> int:
        return len(self.log_reliability)


def typical_raters(raters: int) -> RaterBeliefs:
    """K raters of whom nothing is known: each counts as the typical one."""
    zeros, spread = np.zeros(raters), np.full(raters, DEFAULT_SPREAD)
    return RaterBeliefs(zeros, spread, zeros, spread)


def rows_of_raters(
    x: npt.ArrayLike, rater: npt.ArrayLike, effects: RaterBeliefs
) -> tuple[FloatArray, FloatArray]:
    """Comparisons as each rater saw them: rows (N, D) and offsets (N,) for `fit_posterior`.

    Args:
        x: (N, D) comparison features, the last column being shown_first.
        rater: (N,) index of the rater, 0 to K - 1, or -1 where there is none.

    Raises:
        ValueError: the shapes do not agree, or an index is out of range.
    """
    rows = np.array(x, dtype=np.float64)
    index = _check_raters(rater, len(rows), effects.raters)
    known = index >= 0
    scale, offsets = np.ones(len(rows)), np.zeros(len(rows))
    scale[known] = np.exp(effects.log_reliability[index[known]])
    offsets[known] = effects.side_bias[index[known]] * rows[known, -1]
    rows[:, :-1] *= scale[:, None]
    return rows, offsets


def fit_raters(
    differences: npt.ArrayLike,
    shown_first: npt.ArrayLike,
    targets: npt.ArrayLike,
    rater: npt.ArrayLike,
    raters: int,
    *,
    side_bias: float = 0.0,
    log_tie: float,
    start: RaterBeliefs | None = None,
    weights: npt.ArrayLike | None = None,
) -> RaterBeliefs:
    """Reliability and side bias of K raters, given the rewards.

    Two unknowns a rater, by Newton's method with Gauss-Newton curvature and halving steps, all
    raters at once; then one round of expectation maximisation for the two spreads.

    Args:
        differences: (N,) reward differences w . x without the column shown_first.
        shown_first: (N,) +1, -1 or 0; targets: (N, 3); rater: (N,) index or -1.
        side_bias: the common one, s.
        weights: (N,) how much each answer counts, by default 1.

    Raises:
        ValueError: the shapes do not agree, or an index is out of range.
    """
    index = _check_raters(rater, len(np.asarray(differences)), raters)
    known = index >= 0
    first = start if start is not None and start.raters == raters else typical_raters(raters)
    problem = _RaterProblem(
        np.asarray(differences, dtype=np.float64)[known],
        np.asarray(shown_first, dtype=np.float64)[known],
        np.asarray(targets, dtype=np.float64)[known],
        index[known],
        checked_weights(weights, len(index))[known],
        raters,
        side_bias,
        log_tie,
        first.reliability_spread,
        first.side_bias_spread,
    )
    b, d = problem.minimise(first.log_reliability, first.side_bias)
    _, _, h_bb, h_bd, h_dd = problem.derivatives(b, d)
    determinant = h_bb * h_dd - h_bd**2
    variance_b, variance_d = h_dd / determinant, h_bb / determinant
    seen = np.bincount(index[known], minlength=raters) > 0
    return RaterBeliefs(
        log_reliability=b,
        log_reliability_std=np.sqrt(variance_b),
        side_bias=d,
        side_bias_std=np.sqrt(variance_d),
        reliability_spread=_spread(b[seen] ** 2 + variance_b[seen]),
        side_bias_spread=_spread(d[seen] ** 2 + variance_d[seen]),
    )


def fit_with_raters(
    x: npt.ArrayLike,
    targets: npt.ArrayLike,
    rater: npt.ArrayLike,
    raters: int,
    *,
    prior_precision: float = DEFAULT_PRIOR_PRECISION,
    prior: Posterior | None = None,
    start: Posterior | None = None,
    effects: RaterBeliefs | None = None,
    weights: npt.ArrayLike | None = None,
) -> tuple[Posterior, RaterBeliefs]:
    """Weights and raters together: each is fitted with the other held, until neither moves.

    Args:
        x: (N, D); targets: (N, 3); rater: (N,) index or -1.
        prior, weights: as for `fit_posterior`; start, effects: where to begin.

    Raises:
        ValueError: the shapes do not agree, or a value is not finite.
    """
    features = np.asarray(x, dtype=np.float64)
    found = effects if effects is not None and effects.raters == raters else typical_raters(raters)
    posterior = start
    for _ in range(_ROUNDS):
        rows, offsets = rows_of_raters(features, rater, found)
        posterior = fit_posterior(
            rows,
            targets,
            prior_precision=prior_precision,
            prior=prior,
            start=posterior,
            offsets=offsets,
            weights=weights,
        )
        if raters == 0 or len(features) == 0:
            break
        before = found
        found = fit_raters(
            features[:, :-1] @ posterior.mean[:-1],
            features[:, -1],
            targets,
            rater,
            raters,
            side_bias=float(posterior.mean[-1]),
            log_tie=posterior.log_tie,
            start=found,
            weights=weights,
        )
        if _change(before, found) < _TOLERANCE:
            break
    assert posterior is not None
    return posterior, found


@dataclass
class _RaterProblem:
    """Negative log posterior of (b, d), each (K,), raters being independent of each other."""

    m: FloatArray  # (N,) reward differences
    shown: FloatArray  # (N,)
    q: FloatArray  # (N, 3)
    rater: IntArray  # (N,)
    weights: FloatArray  # (N,)
    raters: int
    side_bias: float
    log_tie: float
    tau_b: float
    tau_d: float

    def _sum(self, values: FloatArray) -> FloatArray:
        """(N,) -> (K,), summed by rater, each answer as much as it counts."""
        counted = self.weights * values
        return np.bincount(self.rater, weights=counted, minlength=self.raters).astype(np.float64)

    def _z(self, b: FloatArray, d: FloatArray) -> tuple[FloatArray, FloatArray]:
        scaled = np.exp(b[self.rater]) * self.m
        return scaled + (self.side_bias + d[self.rater]) * self.shown, scaled

    def value(self, b: FloatArray, d: FloatArray) -> FloatArray:
        """(K,)"""
        z, _ = self._z(b, d)
        loss = self._sum(likelihood.negative_log_likelihood(z, self.q, self.log_tie))
        return loss + (b / self.tau_b) ** 2 / 2 + (d / self.tau_d) ** 2 / 2

    def derivatives(self, b: FloatArray, d: FloatArray) -> tuple[FloatArray, ...]:
        """Gradient in b and d, and the Gauss-Newton Hessian bb, bd, dd: five of (K,)."""
        z, dz_db = self._z(b, d)
        gradient, curvature = likelihood.derivatives(z, self.q, self.log_tie)
        return (
            self._sum(gradient * dz_db) + b / self.tau_b**2,
            self._sum(gradient * self.shown) + d / self.tau_d**2,
            self._sum(curvature * dz_db**2) + 1 / self.tau_b**2,
            self._sum(curvature * dz_db * self.shown),
            self._sum(curvature * self.shown**2) + 1 / self.tau_d**2,
        )

    def minimise(self, b: FloatArray, d: FloatArray) -> tuple[FloatArray, FloatArray]:
        value = self.value(b, d)
        for _ in range(_NEWTON_STEPS):
            g_b, g_d, h_bb, h_bd, h_dd = self.derivatives(b, d)
            determinant = h_bb * h_dd - h_bd**2
            step_b = (h_dd * g_b - h_bd * g_d) / determinant
            step_d = (h_bb * g_d - h_bd * g_b) / determinant
            scale = np.ones(self.raters)
            for _ in range(12):  # each rater's step is halved until it helps
                next_b = np.clip(b - scale * step_b, -_BOUND, _BOUND)
                next_d = d - scale * step_d
                next_value = self.value(next_b, next_d)
                worse = next_value > value + 1e-12
                if not worse.any():
                    break
                scale = np.where(worse, scale / 2, scale)
            next_b, next_d = np.where(worse, b, next_b), np.where(worse, d, next_d)
            moved = max(np.abs(next_b - b).max(initial=0), np.abs(next_d - d).max(initial=0))
            b, d, value = next_b, next_d, np.where(worse, value, next_value)
            if moved < 1e-6:
                break
        return b, d


def _spread(second_moments: FloatArray) -> float:
    """The standard deviation between raters, drawn towards the default where raters are few."""
    total = second_moments.sum() + _PRIOR_RATERS * DEFAULT_SPREAD**2
    return float(np.sqrt(total / (len(second_moments) + _PRIOR_RATERS)))


def _change(old: RaterBeliefs, new: RaterBeliefs) -> float:
    moves = (new.log_reliability - old.log_reliability, new.side_bias - old.side_bias)
    return float(max(np.abs(move).max(initial=0) for move in moves))


def _check_raters(rater: npt.ArrayLike, count: int, raters: int) -> IntArray:
    index = np.asarray(rater, dtype=np.int64)
    if index.shape != (count,) or (count and (index.min() < -1 or index.max() >= raters)):
        raise ValueError(f"rater must be ({count},) of -1 to {raters - 1}, not {index.shape}")
    return index
