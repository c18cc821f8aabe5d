"""The reward head: a Gaussian posterior over the weights w of r = w . phi.

The prior is N(0, I / prior_precision). All answers at once are fitted by Newton's method and
Laplace's approximation (MacKay 1992, "The evidence framework applied to classification
networks"); one answer more is a rank-one update. D columns, N comparisons throughout.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from rewardmodel.learning.arrays import BoolArray, FloatArray
from rewardmodel.learning.head import likelihood

# In units of 1 / (reward per unit of feature) squared. Chosen by held-out log-loss on crowd votes
# with unit-norm sentence embeddings; see `fitting.choose_prior_precision` to choose it from data.
DEFAULT_PRIOR_PRECISION = 3.0
# Before any answer: ties are as probable as exp(-1.5) : 2, one answer in ten between equals.
DEFAULT_LOG_TIE = -1.5
# The prior of log_tie, where it is fitted: normal around the default, this wide. It keeps log_tie
# finite when no answer, or every answer, is a tie.
LOG_TIE_STD = 1.5

_MAX_NEWTON_STEPS = 100
_GRADIENT_TOLERANCE = 1e-8
_QUADRATURE_POINTS = 32


@dataclass(frozen=True, eq=False)
class Posterior:
    """N(mean, covariance) over the weights, with the tie parameter and the prior it began from."""

    mean: FloatArray  # (D,)
    covariance: FloatArray  # (D, D), symmetric positive definite
    log_tie: float
    prior_precision: float

    @property
    def dim(self) -> int:
        return len(self.mean)


def prior_posterior(
    dim: int,
    *,
    prior_precision: float = DEFAULT_PRIOR_PRECISION,
    log_tie: float = DEFAULT_LOG_TIE,
) -> Posterior:
    """What is believed before the first answer: mean 0, covariance I / prior_precision."""
    if prior_precision <= 0:
        raise ValueError(f"prior_precision must be positive, not {prior_precision}")
    return Posterior(np.zeros(dim), np.eye(dim) / prior_precision, log_tie, prior_precision)


def fit_posterior(
    x: npt.ArrayLike,
    targets: npt.ArrayLike,
    *,
    prior_precision: float = DEFAULT_PRIOR_PRECISION,
    log_tie: float | None = None,
    start: Posterior | None = None,
    offsets: npt.ArrayLike | None = None,
    prior: Posterior | None = None,
    weights: npt.ArrayLike | None = None,
) -> Posterior:
    """The Laplace posterior of N answers.

    Newton's method with halving steps on a strictly convex loss: it converges from anywhere, for
    separable data too.

    Args:
        x: (N, D) comparison features; targets: (N, 3) soft targets.
        log_tie: fixed at this value, or fitted with the weights where None.
        start: where to begin (an earlier posterior, to converge in fewer steps).
        offsets: (N,) known parts of the reward differences, such as a rater's own side bias.
        prior: what was believed before the answers, in place of N(0, I / prior_precision).
        weights: (N,) how much each answer counts, at least 0; 1 by default.

    Returns:
        The posterior; for N = 0 the prior.

    Raises:
        ValueError: the shapes do not agree, or a value is not finite.
    """
    rows, q = _check(x, targets)
    dim = rows.shape[1]
    before = prior or prior_posterior(
        dim,
        prior_precision=prior_precision,
        log_tie=DEFAULT_LOG_TIE if log_tie is None else log_tie,
    )
    if before.dim != dim:
        raise ValueError(f"the prior has {before.dim} columns, the answers {dim}")
    if len(rows) == 0:
        return before
    known = _offsets(offsets, len(rows))
    counts = checked_weights(weights, len(rows))
    objective = _Objective(
        rows, q, known, counts, before, given=prior is not None, fit_tie=log_tie is None
    )
    first = start if start is not None and start.dim == dim else before
    tie = first.log_tie if log_tie is None else log_tie
    mean, tie = objective.minimise(first.mean, tie)
    _, curvature = likelihood.derivatives(rows @ mean + known, q, tie)
    precision = objective.weight_hessian(counts * curvature)
    return Posterior(mean, _inverse(precision), tie, before.prior_precision)


def widened(posterior: Posterior, factor: float) -> Posterior:
    """The same beliefs with `factor` times their variance: a prior for a task that is only alike.

    Raises:
        ValueError: the factor is not positive.
    """
    if factor <= 0:
        raise ValueError(f"factor must be positive, not {factor}")
    return replace(posterior, covariance=posterior.covariance * factor)


def learn(
    posterior: Posterior, x: npt.ArrayLike, target: npt.ArrayLike, *, offset: float = 0.0
) -> Posterior:
    """The posterior after one answer more, in O(D^2).

    The new mean lies on the line mean + t S x; t is found exactly (one equation in one unknown),
    so that a surprising answer cannot overshoot. The covariance is the Laplace approximation
    there, S - S x x'S / (1/c + x'S x), with c the curvature of the likelihood at the new mean.

    Args:
        x: (D,) comparison features; target: (3,) soft target.
        offset: a known part of the reward difference.

    Raises:
        ValueError: the shapes do not agree, or a value is not finite.
    """
    rows, q = _check(np.atleast_2d(np.asarray(x)), np.atleast_2d(np.asarray(target)))
    if rows.shape != (1, posterior.dim):
        raise ValueError(f"x must be ({posterior.dim},), not {np.shape(x)}")
    direction = posterior.covariance @ rows[0]  # (D,)
    variance = float(rows[0] @ direction)
    if variance <= 0:  # two responses that the features cannot tell apart teach nothing
        return posterior
    before = float(rows[0] @ posterior.mean) + offset
    after = _settle(before, variance, q, posterior.log_tie)
    _, curvature = likelihood.derivatives(np.array([after]), q, posterior.log_tie)
    c = float(curvature[0])
    # The outer product of one vector with itself is symmetric to the last bit.
    shrink = direction * np.sqrt(c / (1 + c * variance))
    return Posterior(
        mean=posterior.mean + direction * ((after - before) / variance),
        covariance=posterior.covariance - np.outer(shrink, shrink),
        log_tie=posterior.log_tie,
        prior_precision=posterior.prior_precision,
    )


def margins(posterior: Posterior, x: npt.ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Mean (N,) and variance (N,) of the reward differences of comparisons x (N, D).

    The variance is of the difference itself, x'Sx: what the two responses share cancels.
    """
    rows = np.asarray(x, dtype=np.float64)
    return rows @ posterior.mean, _quadratic(rows, posterior.covariance)


def predict_outcomes(
    posterior: Posterior, x: npt.ArrayLike, *, offsets: npt.ArrayLike | None = None
) -> FloatArray:
    """Predictive probabilities (N, 3) of a, b and tie for comparisons x (N, D).

    The likelihood averaged over z ~ N(mean + offsets, variance) by Gauss-Hermite quadrature.
    """
    mean, variance = margins(posterior, x)
    return outcomes_of_margins(mean + _offsets(offsets, len(mean)), variance, posterior.log_tie)


def outcomes_of_margins(mean: FloatArray, variance: FloatArray, log_tie: float) -> FloatArray:
    """Predictive probabilities (N, 3) of a, b and tie where z ~ N(mean, variance), (N,) each."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(_QUADRATURE_POINTS)
    z = mean[:, None] + np.sqrt(variance)[:, None] * nodes  # (N, K)
    p = likelihood.outcome_probabilities(z, log_tie)  # (N, K, 3)
    mixed: FloatArray = np.einsum("nko,k->no", p, weights / weights.sum())
    return mixed


def rewards(
    posterior: Posterior,
    phi: npt.ArrayLike,
    reward_columns: BoolArray,
    reference: npt.ArrayLike | None = None,
) -> tuple[FloatArray, FloatArray]:
    """Mean (N,) and standard deviation (N,) of the rewards of items phi (N, D).

    Only `reward_columns` (D,) count: nuisance is learned but not paid for. Rewards have no zero;
    only differences within a prompt mean anything. So the deviation is of the difference to a
    `reference` (D,) or (N, D), such as the mean of the training responses or of the candidates
    (Zhu, Jordan and Jiao 2023, "Principled reinforcement learning with human feedback from pairwise
    or k-wise comparisons", section 3.2). Without one it measures how long phi is.
    """
    rows = np.asarray(phi, dtype=np.float64) * reward_columns
    away = rows if reference is None else rows - np.asarray(reference) * reward_columns
    return rows @ posterior.mean, np.sqrt(_quadratic(away, posterior.covariance))


def win_probabilities(
    posterior: Posterior,
    phi: npt.ArrayLike,
    reward_columns: BoolArray,
    *,
    draws: int = 2000,
    rng: np.random.Generator,
) -> FloatArray:
    """Probability of each of n responses phi (n, D) to one prompt to have the greatest reward.

    Returns:
        (n,), sums to 1: the share of joint posterior draws that each wins; responses with equal
        features share their wins.

    Raises:
        ValueError: there is no response.
    """
    rows = np.asarray(phi, dtype=np.float64) * reward_columns
    if rows.ndim != 2 or len(rows) == 0:
        raise ValueError(f"phi must be (n, D) with n at least 1, not {rows.shape}")
    rows = rows - rows.mean(axis=0)  # the common part cancels, and would only cost precision
    joint = rows @ posterior.covariance @ rows.T  # (n, n)
    values, vectors = np.linalg.eigh((joint + joint.T) / 2)
    root = vectors * np.sqrt(np.maximum(values, 0.0))
    scores = rows @ posterior.mean + rng.standard_normal((draws, len(rows))) @ root.T
    best = scores >= scores.max(axis=1, keepdims=True) - 1e-9
    shares: FloatArray = (best / best.sum(axis=1, keepdims=True)).mean(axis=0)
    return shares


def rms_margin_change(old: Posterior, new: Posterior, x: npt.ArrayLike) -> float:
    """How far two posteriors differ on comparisons x (N, D), in standard deviations of the new one.

    The root mean square over the comparisons; 0 for none. Incremental updates are fit for use
    while this is well below 1: a difference of 1 is as large as what is not known anyway.
    """
    rows = np.asarray(x, dtype=np.float64)
    if len(rows) == 0:
        return 0.0
    before, _ = margins(old, rows)
    after, variance = margins(new, rows)
    scale = np.maximum(variance, np.finfo(np.float64).tiny)
    return float(np.sqrt(np.mean((after - before) ** 2 / scale)))


def log_evidence(
    posterior: Posterior,
    x: npt.ArrayLike,
    targets: npt.ArrayLike,
    *,
    offsets: npt.ArrayLike | None = None,
    weights: npt.ArrayLike | None = None,
) -> float:
    """Laplace's estimate of log p(answers | prior_precision), at a fitted posterior.

    Args:
        x: (N, D), targets: (N, 3), offsets and weights: (N,), those the posterior was fitted on.
    """
    rows, q = _check(x, targets)
    z = rows @ posterior.mean + _offsets(offsets, len(rows))
    losses = likelihood.negative_log_likelihood(z, q, posterior.log_tie)
    loss = checked_weights(weights, len(rows)) @ losses
    penalty = posterior.prior_precision * posterior.mean @ posterior.mean / 2
    _, log_determinant = np.linalg.slogdet(posterior.covariance)
    occam = (posterior.dim * np.log(posterior.prior_precision) + log_determinant) / 2
    return float(-loss - penalty + occam)


class _Objective:
    """Negative log posterior of (w, log_tie), as Newton's method sees it."""

    def __init__(
        self,
        x: FloatArray,
        q: FloatArray,
        offsets: FloatArray,
        weights: FloatArray,
        prior: Posterior,
        *,
        given: bool,
        fit_tie: bool,
    ) -> None:
        self.x, self.q, self.offsets, self.fit_tie = x, q, offsets, fit_tie
        self.weights = weights
        self.centre = prior.mean
        self.precision: FloatArray | None = _inverse(prior.covariance) if given else None
        self.scalar_precision = prior.prior_precision

    def pull(self, w: FloatArray) -> FloatArray:
        """(D,) prior precision x (w - prior mean)."""
        away = w - self.centre
        return self.scalar_precision * away if self.precision is None else self.precision @ away

    def value(self, w: FloatArray, tie: float) -> float:
        losses = likelihood.negative_log_likelihood(self.x @ w + self.offsets, self.q, tie)
        loss = self.weights @ losses
        tie_penalty = ((tie - DEFAULT_LOG_TIE) / LOG_TIE_STD) ** 2 / 2 if self.fit_tie else 0.0
        return float(loss + (w - self.centre) @ self.pull(w) / 2 + tie_penalty)

    def weight_hessian(self, curvature: FloatArray) -> FloatArray:
        scaled = self.x * np.sqrt(curvature)[:, None]
        hessian: FloatArray = scaled.T @ scaled
        if self.precision is None:
            hessian[np.diag_indices_from(hessian)] += self.scalar_precision
        else:
            hessian += self.precision
        return hessian

    def gradient_and_hessian(self, w: FloatArray, tie: float) -> tuple[FloatArray, FloatArray]:
        """(D,) and (D, D), or one more of each with log_tie last."""
        z = self.x @ w + self.offsets
        gradient, curvature = likelihood.derivatives(z, self.q, tie)
        of_w = self.x.T @ (self.weights * gradient) + self.pull(w)
        hessian = self.weight_hessian(self.weights * curvature)
        if not self.fit_tie:
            return of_w, hessian
        first, second, mixed = likelihood.tie_derivatives(z, self.q, tie)
        of_tie = self.weights @ first + (tie - DEFAULT_LOG_TIE) / LOG_TIE_STD**2
        corner = np.array([[self.weights @ second + LOG_TIE_STD**-2]])
        side = (self.x.T @ (self.weights * mixed))[:, None]
        return np.append(of_w, of_tie), np.block([[hessian, side], [side.T, corner]])

    def minimise(self, w: FloatArray, tie: float) -> tuple[FloatArray, float]:
        value = self.value(w, tie)
        for _ in range(_MAX_NEWTON_STEPS):
            gradient, hessian = self.gradient_and_hessian(w, tie)
            step = np.linalg.solve(hessian, gradient)
            decrement = float(gradient @ step)  # twice the decrease to expect
            if decrement < _GRADIENT_TOLERANCE**2 * max(1, len(self.x)):
                break
            scale = 1.0
            while True:
                next_w = w - scale * step[: len(w)]
                next_tie = tie - scale * float(step[-1]) if self.fit_tie else tie
                next_value = self.value(next_w, next_tie)
                if next_value <= value - 1e-4 * scale * decrement or scale < 1e-10:
                    break
                scale /= 2
            if next_value >= value:  # no further decrease within rounding
                break
            w, tie, value = next_w, next_tie, next_value
        return w, tie


def _settle(mean: float, variance: float, q: FloatArray, log_tie: float) -> float:
    """The z that minimises (z - mean)^2 / (2 variance) + loss(z): Newton kept within a bracket."""
    low, high = mean - variance, mean + variance  # |gradient| <= 1 bounds the solution
    z = mean
    for _ in range(60):
        gradient, curvature = likelihood.derivatives(np.array([z]), q, log_tie)
        residual = (z - mean) + variance * float(gradient[0])  # increasing in z
        if abs(residual) <= 1e-12 * (1 + variance):
            break
        low, high = (low, z) if residual > 0 else (z, high)
        z -= residual / (1 + variance * float(curvature[0]))
        if not low < z < high:
            z = (low + high) / 2
    return z


def _offsets(offsets: npt.ArrayLike | None, count: int) -> FloatArray:
    """(N,), zeros where none are given."""
    if offsets is None:
        return np.zeros(count)
    values = np.asarray(offsets, dtype=np.float64)
    if values.shape != (count,) or not np.isfinite(values).all():
        raise ValueError(f"offsets must be ({count},) and finite, not {values.shape}")
    return values


def checked_weights(weights: npt.ArrayLike | None, count: int) -> FloatArray:
    """(N,), ones where none are given. Raises ValueError for other shapes and negative values."""
    if weights is None:
        return np.ones(count)
    values = np.asarray(weights, dtype=np.float64)
    if values.shape != (count,) or not np.isfinite(values).all() or (values < 0).any():
        raise ValueError(f"weights must be ({count},), finite and at least 0, not {values.shape}")
    return values


def _quadratic(rows: FloatArray, covariance: FloatArray) -> FloatArray:
    """x'Sx of each row, (N,), never below 0."""
    squares: FloatArray = np.einsum("nd,nd->n", rows @ covariance, rows)
    return np.maximum(squares, 0.0)


def _inverse(precision: FloatArray) -> FloatArray:
    """The inverse of a symmetric positive definite matrix, symmetric to the last bit."""
    root = np.linalg.inv(np.linalg.cholesky(precision))
    inverse: FloatArray = root.T @ root
    return (inverse + inverse.T) / 2


def _check(x: npt.ArrayLike, targets: npt.ArrayLike) -> tuple[FloatArray, FloatArray]:
    rows = np.asarray(x, dtype=np.float64)
    q = np.asarray(targets, dtype=np.float64)
    if rows.ndim != 2 or q.shape != (len(rows), 3):
        raise ValueError(f"x must be (N, D) and targets (N, 3), not {rows.shape} and {q.shape}")
    if not (np.isfinite(rows).all() and np.isfinite(q).all()):
        raise ValueError("features and targets must be finite")
    if len(q) and (q.min() < 0 or np.abs(q.sum(axis=1) - 1).max() > 1e-6):
        raise ValueError("each target must be a probability distribution over a, b, tie")
    return rows, q
