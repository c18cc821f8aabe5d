"""Figures with their intervals, from sums that whole groups of rows contribute to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from rewardmodel.learning.arrays import FloatArray, IntArray

Statistic = Callable[[FloatArray], FloatArray]


@dataclass(frozen=True)
class Interval:
    """A figure between its limits. All three are NaN where the data do not define it."""

    value: float
    low: float
    high: float


NOTHING = Interval(float("nan"), float("nan"), float("nan"))


def sums_by_group(rows: FloatArray, group: IntArray) -> FloatArray:
    """Rows (N, K) added up by group (N,) of 0 to G - 1: (G, K)."""
    groups = int(group.max(initial=-1)) + 1
    columns = [np.bincount(group, weights=column, minlength=groups) for column in rows.T]
    return np.stack(columns, axis=1) if columns else np.zeros((groups, 0))


def bootstrap_totals(groups: FloatArray, *, draws: int, seed: int = 0) -> FloatArray:
    """Column totals (draws, K) of as many groups as there are, drawn with repetition from (G, K).

    Groups that contribute the same are one kind, of which a multinomial number is drawn: the same
    as drawing them one by one, at the price of the kinds alone.
    """
    kinds, times = np.unique(groups, axis=0, return_counts=True)
    rng = np.random.default_rng(seed)
    totals: FloatArray = rng.multinomial(len(groups), times / len(groups), size=draws) @ kinds
    return totals


def bootstrapped(
    groups: FloatArray,
    statistics: dict[str, Statistic],
    *,
    draws: int,
    level: float = 0.95,
    seed: int = 0,
) -> dict[str, Interval]:
    """Each statistic of the column totals, with its percentile interval over whole groups.

    Args:
        groups: (G, K) what each group adds to the totals.
        statistics: functions of totals (..., K) to values (...), NaN where they are not defined.
    """
    if len(groups) == 0:
        return dict.fromkeys(statistics, NOTHING)
    total, drawn = groups.sum(axis=0), bootstrap_totals(groups, draws=draws, seed=seed)
    return {
        name: percentile_interval(float(statistic(total)), statistic(drawn), level=level)
        for name, statistic in statistics.items()
    }


def percentile_interval(value: float, drawn: FloatArray, *, level: float = 0.95) -> Interval:
    """The middle share, level, of what was drawn (B,), draws without a value left out."""
    drawn = drawn[np.isfinite(drawn)]
    if not np.isfinite(value) or len(drawn) == 0:
        return NOTHING
    low, high = np.quantile(drawn, [(1 - level) / 2, (1 + level) / 2])
    return Interval(value, float(low), float(high))
