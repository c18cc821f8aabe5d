"""How good predictions of comparisons are. Every metric takes probabilities (N, 3) and soft
targets (N, 3), columns a, b, tie."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from rewardmodel.learning.arrays import FloatArray, IntArray
from rewardmodel.learning.head.likelihood import log_losses

# Differences below this are rounding: the two sides count as equal.
EQUAL = 1e-12


def _pair(probabilities: npt.ArrayLike, targets: npt.ArrayLike) -> tuple[FloatArray, FloatArray]:
    p = np.asarray(probabilities, dtype=np.float64)
    q = np.asarray(targets, dtype=np.float64)
    if p.ndim != 2 or p.shape[1] != 3 or p.shape != q.shape:
        raise ValueError(f"probabilities and targets must both be (N, 3): {p.shape}, {q.shape}")
    if len(p) == 0:
        raise ValueError("no comparisons to measure on")
    return p, q


def correctness(probabilities: npt.ArrayLike, targets: npt.ArrayLike) -> FloatArray:
    """Per comparison (N,): 1 right, 0 wrong, .5 where prediction or answer prefers neither.

    Raises:
        ValueError: the shapes are not both (N, 3), or N is 0. So do all metrics below.
    """
    p, q = _pair(probabilities, targets)
    predicted = p[:, 0] - p[:, 1]
    answered = q[:, 0] - q[:, 1]
    agreement = np.sign(predicted) * np.sign(answered)
    undecided = (np.abs(predicted) < EQUAL) | (np.abs(answered) < EQUAL)
    return np.where(undecided, 0.5, (1 + agreement) / 2)


def accuracy(probabilities: npt.ArrayLike, targets: npt.ArrayLike) -> float:
    """Share of comparisons whose preferred side was predicted; equal scores and ties half right."""
    return float(correctness(probabilities, targets).mean())


def log_loss(probabilities: npt.ArrayLike, targets: npt.ArrayLike) -> float:
    """Mean cross-entropy, in nats per comparison."""
    p, q = _pair(probabilities, targets)
    return float(log_losses(p, q).mean())


def brier(probabilities: npt.ArrayLike, targets: npt.ArrayLike) -> float:
    """Mean squared distance of the three probabilities from the target (Brier 1950), in [0, 2]."""
    p, q = _pair(probabilities, targets)
    return float(((p - q) ** 2).sum(axis=1).mean())


def confidences(
    probabilities: npt.ArrayLike, targets: npt.ArrayLike
) -> tuple[FloatArray, FloatArray]:
    """Of the comparisons with an answer for a side: confidence and share right, (M,) each.

    Confidence is the probability of the predicted side given that the answer is no tie, in
    [.5, 1]; the share right is the target's mass on that side, renormalised without tie.
    """
    p, q = _pair(probabilities, targets)
    sides = q[:, 0] + q[:, 1] > EQUAL
    p, q = p[sides, :2], q[sides, :2]
    p = np.maximum(p, np.finfo(np.float64).tiny)
    p = p / p.sum(axis=1, keepdims=True)
    q = q / q.sum(axis=1, keepdims=True)
    right = np.where(p[:, 0] >= p[:, 1], q[:, 0], q[:, 1])
    right = np.where(np.abs(p[:, 0] - p[:, 1]) < EQUAL, 0.5, right)
    return p.max(axis=1), right


def reliability_curve(
    probabilities: npt.ArrayLike, targets: npt.ArrayLike, *, bins: int = 15
) -> FloatArray:
    """Equal-mass bins of confidence: rows (mean confidence, share right, comparisons), (B, 3).

    B is `bins`, or less where there are fewer comparisons with an answer for a side.
    """
    confidence, right = confidences(probabilities, targets)
    order = np.argsort(confidence, kind="stable")
    parts = np.array_split(order, min(bins, len(order))) if len(order) else []
    rows = [(confidence[part].mean(), right[part].mean(), len(part)) for part in parts]
    return np.array(rows, dtype=np.float64).reshape(-1, 3)


def expected_calibration_error(
    probabilities: npt.ArrayLike, targets: npt.ArrayLike, *, bins: int = 15
) -> float:
    """Mean |confidence - share right| over equal-mass bins, weighted by size, in [0, 1].

    The binned estimate is biased upwards by noise, the more so the fewer the comparisons
    (Nixon et al. 2019, "Measuring calibration in deep learning"). 0 where every answer is a tie.
    """
    curve = reliability_curve(probabilities, targets, bins=bins)
    if len(curve) == 0:
        return 0.0
    return float(np.average(np.abs(curve[:, 0] - curve[:, 1]), weights=curve[:, 2]))


def wilson_interval(right: float, total: float, *, level: float = 0.95) -> tuple[float, float]:
    """Interval of a share, right out of total (Wilson 1927); (0, 1) where total is 0."""
    if total <= 0:
        return 0.0, 1.0
    z = NormalDist().inv_cdf((1 + level) / 2)
    share = right / total
    centre = share + z * z / (2 * total)
    half = z * np.sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    scale = 1 + z * z / total
    return max(0.0, float((centre - half) / scale)), min(1.0, float((centre + half) / scale))


def bootstrap_interval(
    statistic: Callable[[IntArray], float],
    groups: Sequence[Hashable],
    *,
    draws: int = 1000,
    level: float = 0.95,
    seed: int = 0,
) -> tuple[float, float]:
    """Percentile interval of a statistic, resampling whole groups.

    Comparisons of one prompt share their responses, so prompts are drawn, not comparisons.

    Args:
        statistic: a function of the row indices drawn (M,), repetitions included.
        groups: (N,) the group, usually the prompt, of each row.

    Raises:
        ValueError: there are no rows.
    """
    if len(groups) == 0:
        raise ValueError("no rows to draw from")
    members: dict[Hashable, list[int]] = {}
    for row, group in enumerate(groups):
        members.setdefault(group, []).append(row)
    rows = [np.array(part, dtype=np.int64) for part in members.values()]
    rng = np.random.default_rng(seed)
    values = [
        statistic(np.concatenate([rows[i] for i in rng.integers(len(rows), size=len(rows))]))
        for _ in range(draws)
    ]
    low, high = np.quantile(values, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)
