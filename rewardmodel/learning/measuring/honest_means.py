"""Intervals of means that keep their word where there are few units, and say by which method.

A share of right and wrong is put between Wilson's limits. A mean of other values has a bootstrap-t
interval (Efron and Tibshirani 1993, "An introduction to the bootstrap", section 12.5) once there
are enough units that differ; before, the betting interval (Waudby-Smith and Ramdas 2024,
"Estimating means of bounded random variables by betting"), which needs nothing but bounds and holds
at every size. A value never lies outside what can be, nor does an interval of width 0 stand for ten
answers that happened to agree.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from rewardmodel.learning.arrays import FloatArray
from rewardmodel.learning.measuring.confidence_sequences import betting_interval
from rewardmodel.learning.measuring.metrics import wilson_interval

Method = Literal["wilson", "bootstrap-t", "betting", "none"]
# Below so many units that differ, the tails of a bootstrap-t are guesswork.
FEWEST_FOR_BOOTSTRAP = 20
_DRAWS = 1999
# Weights so uneven that fewer than so many units carry the variance leave the bootstrap too short.
_FEWEST_IN_EFFECT = 8.0


@dataclass(frozen=True)
class HonestInterval:
    """A mean of ``units`` independent units between its limits; NaN where there is none."""

    value: float
    low: float
    high: float
    units: int
    method: Method


def nothing() -> HonestInterval:
    return HonestInterval(float("nan"), float("nan"), float("nan"), 0, "none")


def mean_interval(
    values: npt.ArrayLike,
    *,
    bounds: tuple[float, float],
    clip: tuple[float, float] | None = None,
    level: float = 0.95,
    seed: int = 0,
) -> HonestInterval:
    """The mean of independent values (N,), one for each unit that was drawn.

    Args:
        bounds: the least and greatest that a value can be.
        clip: the least and greatest that the mean can be, where that is narrower.

    Raises:
        ValueError: a value beyond its bounds.
    """
    x = np.asarray(values, dtype=np.float64)
    low, high = bounds
    if len(x) == 0:
        return nothing()
    if x.min() < low - 1e-9 or x.max() > high + 1e-9:
        raise ValueError(f"values from {x.min()} to {x.max()} are not within {bounds}")
    ends, method = _limits(x, low, high, level, seed)
    value, lowest, highest = np.clip([x.mean(), *ends], *(clip or bounds))
    return HonestInterval(float(value), float(lowest), float(highest), len(x), method)


def _limits(
    x: FloatArray, low: float, high: float, level: float, seed: int
) -> tuple[tuple[float, float], Method]:
    if np.isin(x, (low, high)).all() or np.isin(x, (low, (low + high) / 2, high)).all():
        # Ties are half of each: no mean of such values varies more than a share does.
        ends = wilson_interval(float((x - low).sum() / (high - low)), len(x), level=level)
        return (low + ends[0] * (high - low), low + ends[1] * (high - low)), "wilson"
    if len(x) >= FEWEST_FOR_BOOTSTRAP and _units_in_effect(x) >= _FEWEST_IN_EFFECT:
        return bootstrap_t(x, level=level, seed=seed), "bootstrap-t"
    ends = betting_interval((x - low) / (high - low), level=level)
    return (low + ends[0] * (high - low), low + ends[1] * (high - low)), "betting"


def _units_in_effect(x: FloatArray) -> float:
    """How many units the variance comes from: (sum of squares)^2 / sum of fourth powers."""
    squares = (x - np.median(x)) ** 2
    fourth = float((squares**2).sum())
    return float(squares.sum()) ** 2 / fourth if fourth > 0 else 0.0


def bootstrap_t(
    values: FloatArray, *, level: float = 0.95, draws: int = _DRAWS, seed: int = 0
) -> tuple[float, float]:
    """Limits of the mean of values (N,) by the quantiles of the studentised bootstrap."""
    x = np.asarray(values, dtype=np.float64)
    rng = np.random.default_rng(seed)
    drawn = x[rng.integers(len(x), size=(draws, len(x)))]
    spread = drawn.std(axis=1, ddof=1)
    scale = np.sqrt(len(x))
    with np.errstate(divide="ignore", invalid="ignore"):
        t = (drawn.mean(axis=1) - x.mean()) / (spread / scale)
    t = t[np.isfinite(t)]
    error = x.std(ddof=1) / scale
    lower, upper = np.quantile(t, [(1 - level) / 2, (1 + level) / 2])
    return float(x.mean() - upper * error), float(x.mean() - lower * error)
