"""Intervals that hold at all times at once, so that one may look every day and stop when one likes.

A fixed-n interval looked at again and again misses sooner or later; these miss with probability
1 - level over all times together. Two kinds, both for independent bounded values:

- ``empirical_bernstein``: Howard, Ramdas, McAuliffe and Sekhon 2021, "Time-uniform, nonparametric,
  nonasymptotic confidence sequences", theorem 4 with the stitched boundary of theorem 1.
- ``betting_sequence``: Waudby-Smith and Ramdas 2024, "Estimating means of bounded random variables
  by betting", section 4 (hedged capital, predictable plug-in bets). Much narrower at the few
  hundred values that people give, and what alarms go by.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.special import zeta

from rewardmodel.learning.arrays import FloatArray

_GRID = 1001
# No bet may lose more than this share of the capital at once.
_MOST_AT_STAKE = 0.5
# The stitched boundary: how far an epoch reaches, and how errors are shared out among epochs.
_EPOCH, _POWER = 2.0, 1.4


def _checked(values: npt.ArrayLike) -> FloatArray:
    x = np.asarray(values, dtype=np.float64)
    if x.ndim != 1 or (len(x) and (x.min() < -1e-9 or x.max() > 1 + 1e-9)):
        raise ValueError("values must be one row of numbers in [0, 1]")
    return np.clip(x, 0.0, 1.0)


def stitched_boundary(
    variance: FloatArray, *, alpha: float, scale: float, start: float = 1.0
) -> FloatArray:
    """What a sub-gamma process of this cumulated variance (T,) exceeds with probability <= alpha.

    Howard et al. 2021, theorem 1 and equation 10, with eta = 2, h(k) = (k + 1)^1.4 zeta(1.4).

    Args:
        scale: c of the sub-gamma family; start: the variance from which on it is meant to be tight.
    """
    v = np.maximum(variance, start)
    k1 = (_EPOCH**0.25 + _EPOCH**-0.25) / np.sqrt(2)
    k2 = (np.sqrt(_EPOCH) + 1) / 2
    spent = _POWER * np.log(np.log(v / start) / np.log(_EPOCH) + 1)
    spent = spent + np.log(zeta(_POWER)) + np.log(1 / alpha)
    found: FloatArray = np.sqrt(k1**2 * v * spent + (k2 * scale * spent) ** 2) + k2 * scale * spent
    return found


def empirical_bernstein(values: npt.ArrayLike, *, level: float = 0.95) -> FloatArray:
    """Limits (T, 2) of the mean after each of the values (T,) in [0, 1], in their order.

    Raises:
        ValueError: a value outside [0, 1].
    """
    x = _checked(values)
    if len(x) == 0:
        return np.zeros((0, 2))
    times = np.arange(1, len(x) + 1)
    sums = np.cumsum(x)
    before = np.concatenate([[0.5], sums[:-1]]) / np.maximum(times - 1, 1)
    variance = np.cumsum((x - before) ** 2)
    reach = stitched_boundary(variance, alpha=(1 - level) / 2, scale=1.0) / times
    means = sums / times
    low = np.maximum.accumulate(np.clip(means - reach, 0, 1))
    high = np.minimum.accumulate(np.clip(means + reach, 0, 1))
    return np.stack([low, high], axis=1)


def _bets(x: FloatArray, alpha: float) -> FloatArray:
    """The predictable plug-in bets (T,): from what came before each value alone."""
    times = np.arange(1, len(x) + 1)
    means = (0.5 + np.cumsum(x)) / (times + 1)
    spread = (0.25 + np.cumsum((x - means) ** 2)) / (times + 1)
    before = np.concatenate([[0.25], spread[:-1]])
    bets: FloatArray = np.sqrt(2 * np.log(2 / alpha) / (before * times * np.log(1 + times)))
    return bets


def _log_capital(x: FloatArray, bets: FloatArray, mean: FloatArray) -> tuple[FloatArray, ...]:
    """Log capital (T, M) of betting that the mean is above, and below, each supposed one (M,)."""
    supposed = mean[None, :]
    away = x[:, None] - supposed
    up = np.minimum(bets[:, None], _MOST_AT_STAKE / np.maximum(supposed, 1e-12))
    down = np.minimum(bets[:, None], _MOST_AT_STAKE / np.maximum(1 - supposed, 1e-12))
    return (
        np.cumsum(np.log1p(up * away), axis=0),
        np.cumsum(np.log1p(-down * away), axis=0),
    )


def betting_sequence(values: npt.ArrayLike, *, level: float = 0.95) -> FloatArray:
    """Limits (T, 2) of the mean after each of the values (T,) in [0, 1], in their order.

    The supposed means whose hedged capital never reached 1 / (1 - level), to the nearest
    thousandth outwards.

    Raises:
        ValueError: a value outside [0, 1].
    """
    x = _checked(values)
    if len(x) == 0:
        return np.zeros((0, 2))
    alpha = 1 - level
    grid = np.linspace(0, 1, _GRID)
    up, down = _log_capital(x, _bets(x, alpha), grid)
    capital = np.maximum(up, down) + np.log(0.5)
    alive = np.maximum.accumulate(capital, axis=0) < np.log(1 / alpha)
    some = alive.any(axis=1)
    first, last = alive.argmax(axis=1), _GRID - 1 - alive[:, ::-1].argmax(axis=1)
    step = 1 / (_GRID - 1)
    low = np.where(some, np.maximum(grid[first] - step, 0), np.nan)
    high = np.where(some, np.minimum(grid[last] + step, 1), np.nan)
    return _held(np.stack([low, high], axis=1))


def _held(limits: FloatArray) -> FloatArray:
    """Where every mean has been ruled out (which at most 1 - level of sequences see), what stood
    before stays."""
    for t in range(1, len(limits)):
        if np.isnan(limits[t]).any():
            limits[t] = limits[t - 1]
    return limits


def betting_interval(values: npt.ArrayLike, *, level: float = 0.95) -> tuple[float, float]:
    """The same at the last of the values (N,) alone, for one look; (0, 1) without a value."""
    limits = betting_sequence(values, level=level)
    return (float(limits[-1, 0]), float(limits[-1, 1])) if len(limits) else (0.0, 1.0)


def evidence_above(values: npt.ArrayLike, mean: float, *, alpha: float = 0.05) -> FloatArray:
    """Log of the evidence (T,) after each of the values that their mean is above ``mean``.

    It is the capital of a bet that nobody can expect to win while the mean is at most that: it
    ever reaches log(1 / alpha) with probability <= alpha (Ville's inequality).

    Args:
        values: (T,) in [0, 1], in their order; mean: in [0, 1].

    Raises:
        ValueError: a value outside [0, 1].
    """
    x = _checked(values)
    if len(x) == 0:
        return np.zeros(0)
    up, _ = _log_capital(x, _bets(x, 2 * alpha), np.array([mean]))
    found: FloatArray = up[:, 0]
    return found
