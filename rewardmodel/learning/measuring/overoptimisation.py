"""Where choosing harder by a proxy stops paying: the curve of Gao, Schulman and Hilton.

For best-of-n, with d the root of the KL divergence from the base, gold rises and falls as
d (alpha - beta d) (Gao et al. 2023, "Scaling laws for reward model overoptimization", section 3).
Here gold is the human win rate over the base beyond one half. P prompts, L values of n.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import brentq

from rewardmodel.learning.arrays import FloatArray
from rewardmodel.learning.measuring.best_of_n import Terms, kl_bound
from rewardmodel.learning.measuring.confidence_sequences import betting_sequence, evidence_above

_DRAWS = 1000
# A recommendation has to win over the base with this probability, judged by the fit.
_SURE = 0.9
_FEWEST_PROMPTS = 10


@dataclass(frozen=True)
class Peak:
    """The n after which more choosing costs; None where the fit turns nowhere up to ``most``."""

    n: float | None
    low: float | None  # of an interval at 95 %; None: not before ``most``
    high: float | None
    chance: float  # share of bootstrap fits that turn before ``most``


@dataclass(frozen=True, eq=False)
class Curve:
    """W(n) = 1/2 + d (alpha - beta d) with d = sqrt(KL(n)), and what follows from it."""

    alpha: float
    beta: float
    peak: Peak
    recommended: int  # 1: take any sample, the proxy helps nobody for sure
    fitted: FloatArray  # (L,) W(n)


def n_of_distance(distance: float) -> float:
    """The n, not whole, at which the root of the KL bound is this distance >= 0."""
    if distance <= 0:
        return 1.0
    goal = distance**2
    return float(brentq(lambda m: float(kl_bound(m)) - goal, 1.0, np.exp(goal + 1) + 1))


def fit_curve(win_rates: npt.ArrayLike, ns: Sequence[int], *, seed: int = 0) -> Curve | None:
    """The curve through the means over prompts of win rates (P, L), prompts bootstrapped.

    Weighted least squares, by the variance over prompts. None where there are fewer than ten
    prompts or two values of n.

    Recommended is the n whose fitted win rate is the highest at its tenth percentile of the
    bootstrap, or 1 where none lies above one half there.
    """
    w = np.asarray(win_rates, dtype=np.float64)
    if len(w) < _FEWEST_PROMPTS or len(set(ns)) < 2:
        return None
    d = np.sqrt(kl_bound(np.asarray(ns)))
    design = np.stack([d, -(d**2)], axis=1)  # (L, 2)
    weight = 1 / np.maximum(w.var(axis=0, ddof=1), 1e-4)
    solve = np.linalg.solve(design.T @ (design * weight[:, None]), design.T * weight)  # (2, L)
    rng = np.random.default_rng(seed)
    counts = rng.multinomial(len(w), np.full(len(w), 1 / len(w)), size=_DRAWS)
    drawn = (counts @ w / len(w) - 0.5) @ solve.T  # (B, 2)
    alpha, beta = solve @ (w.mean(axis=0) - 0.5)
    floor = np.quantile(drawn @ design.T, 1 - _SURE, axis=0)
    best = int(np.argmax(floor))
    return Curve(
        float(alpha),
        float(beta),
        _peak(float(alpha), float(beta), drawn, max(ns)),
        int(ns[best]) if floor[best] > 0 else 1,
        0.5 + design @ np.array([alpha, beta]),
    )


def _distances(alpha: FloatArray, beta: FloatArray, furthest: float) -> FloatArray:
    """Where the curves are highest between 0 and the furthest; infinity where that is at the end:
    they have not turned yet."""
    with np.errstate(divide="ignore", invalid="ignore"):
        turn = np.where((beta > 0) & (alpha > 0), alpha / (2 * beta), 0.0)
    turn = np.where(turn < furthest, turn, 0.0)
    at_end = furthest * (alpha - beta * furthest)
    found: FloatArray = np.where(at_end > turn * (alpha - beta * turn), np.inf, turn)
    return found


def _peak(alpha: float, beta: float, drawn: FloatArray, most: int) -> Peak:
    furthest = float(np.sqrt(kl_bound(most)))
    ends = _distances(drawn[:, 0], drawn[:, 1], furthest)
    low, high = np.quantile(ends, [0.025, 0.975], method="nearest")
    own = float(_distances(np.array([alpha]), np.array([beta]), furthest)[0])

    def within(distance: float) -> float | None:
        return n_of_distance(distance) if distance < furthest else None

    return Peak(
        within(own), within(float(low)), within(float(high)), float((ends < furthest).mean())
    )


@dataclass(frozen=True, eq=False)
class Watch:
    """What may be looked at every day: whether the proxy promises too much, and since when."""

    low: FloatArray  # (L,) of the gap, at all looks together
    high: FloatArray  # (L,)
    alarm_n: int | None  # the n that raised the alarm first
    alarm_after: int | None  # prompts until then


def watch(terms: Terms, ns: Sequence[int], *, tolerance: float, level: float = 0.95) -> Watch:
    """Whether the gap P(n) - W(n) is above the tolerance for any n, prompts in their order.

    Each n has its part of 1 - level, so that a proxy whose gaps are all within the tolerance ever
    raises an alarm with probability <= 1 - level, however often one looks.
    """
    part = (1 - level) / len(ns)
    lows, highs, first = [], [], dict[int, int]()
    for place, n in enumerate(ns):
        # Where all rewards are equal nothing is promised, and no gap can be.
        most = max(float(terms.most[place]), 1e-9)
        scaled = (terms.gap[:, place] + most) / (2 * most)
        limits = betting_sequence(scaled, level=1 - part)[-1]
        lows.append(2 * most * limits[0] - most)
        highs.append(2 * most * limits[1] - most)
        supposed = min((tolerance + most) / (2 * most), 1.0)
        sure = evidence_above(scaled, supposed, alpha=part) >= np.log(1 / part)
        if sure.any():
            first[n] = int(np.argmax(sure)) + 1
    after, alarm = min(((at, n) for n, at in first.items()), default=(None, None))
    return Watch(np.clip(lows, -1, 1), np.clip(highs, -1, 1), alarm, after)
