"""Learning curves of many paired runs, summed up: means, differences, labels needed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rewardmodel.learning.arrays import FloatArray

BOOTSTRAP_DRAWS = 1000


@dataclass(frozen=True, eq=False)
class Curve:
    """A rule's figure by labels: over runs the mean, and the paired difference from random."""

    mean: FloatArray  # (C,)
    error: FloatArray  # (C,) standard error over runs
    difference: FloatArray  # (C,)
    difference_error: FloatArray  # (C,)


def curve(values: FloatArray, random_values: FloatArray) -> Curve:
    """Of a rule's (R, C) figures in R runs at C checkpoints, and random's in the same runs."""
    paired = values - random_values
    return Curve(values.mean(axis=0), _error(values), paired.mean(axis=0), _error(paired))


def _error(values: FloatArray) -> FloatArray:
    error: FloatArray = values.std(axis=0, ddof=1) / np.sqrt(len(values))
    return error


def labels_needed(
    values: FloatArray, random_values: FloatArray, checkpoints: tuple[int, ...]
) -> tuple[float, float, float]:
    """Labels a rule needs for random's mean figure at the last checkpoint; inf if never.

    Where the mean curve, made monotone, first reaches the target, by linear interpolation. The
    greater figure is the better one: pass a log-loss negated. Checkpoints of NaN do not count.

    Returns:
        The estimate, and the 16th and 84th percentile when whole runs are resampled.
    """
    rng = np.random.default_rng(0)
    runs = len(values)
    measured = ~np.isnan(values).any(axis=0)
    values, reached = values[:, measured], tuple(np.array(checkpoints)[measured].tolist())
    draws = []
    for _ in range(BOOTSTRAP_DRAWS):
        rows = rng.integers(runs, size=runs)
        target = float(random_values[rows, -1].mean())
        draws.append(first_reach(values[rows].mean(axis=0), target, reached))
    best = first_reach(values.mean(axis=0), float(random_values[:, -1].mean()), reached)
    ordered = sorted(draws)  # percentiles by rank: interpolating between infinities is undefined
    return best, ordered[int(0.16 * len(ordered))], ordered[int(0.84 * len(ordered))]


def first_reach(means: FloatArray, target: float, checkpoints: tuple[int, ...]) -> float:
    """Labels at which the monotone fit of a mean curve (C,) reaches the target; inf if never."""
    rising = monotone(means)
    if rising[0] >= target:
        return float(checkpoints[0])
    for i in range(1, len(rising)):
        if rising[i] >= target:
            share = (target - rising[i - 1]) / (rising[i] - rising[i - 1])
            return float(checkpoints[i - 1] + share * (checkpoints[i] - checkpoints[i - 1]))
    return float("inf")


def monotone(values: FloatArray) -> FloatArray:
    """The closest rising curve (C,), by pooling adjacent violators (Ayer et al. 1955)."""
    blocks: list[tuple[float, int]] = []
    for value in values:
        blocks.append((float(value), 1))
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            (low, n), (high, m) = blocks[-2], blocks[-1]
            blocks[-2:] = [((low * n + high * m) / (n + m), n + m)]
    return np.concatenate([np.full(n, value) for value, n in blocks])


def times_worse(of: Curve, *, greater_is_better: bool, errors: float = 1.0) -> int:
    """At how many checkpoints the mean is worse than random's by more than so many errors.

    With no difference at all, one error is passed at about a sixth of the checkpoints by chance.
    """
    sign = 1.0 if greater_is_better else -1.0
    return int((sign * of.difference < -errors * of.difference_error).sum())
