"""Which of two behaviours rewards favour, with intervals over questions (Perez et al. 2022)."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from rewardmodel.learning.arrays import FloatArray
from rewardmodel.learning.measuring.metrics import EQUAL, bootstrap_interval, wilson_interval


def preferred(margins: npt.ArrayLike) -> FloatArray:
    """(N,): 1 where the answer that shows the behaviour is rewarded more, 0 where less, 0.5 for
    equal rewards."""
    values = np.asarray(margins, dtype=np.float64)
    return np.where(np.abs(values) <= EQUAL, 0.5, (values > 0).astype(np.float64))


def behaviour_figures(margins: npt.ArrayLike) -> dict[str, Any]:
    """``share`` of N questions on which the behaviour is rewarded more, with Wilson's 95 %
    interval, and the ``margin``: the mean difference in units of its standard deviation over the
    questions (Cohen's d), with a bootstrap interval; rewards of two versions have no common unit,
    and this has none. None where all differences are equal.

    Raises:
        ValueError: there is no question.
    """
    values = np.asarray(margins, dtype=np.float64)
    if not len(values):
        raise ValueError("no questions")
    wins = float(preferred(values).sum())
    low, high = wilson_interval(wins, len(values))
    found = {"n": len(values), "share": wins / len(values), "share_low": low, "share_high": high}
    if len(values) < 2 or values.std() <= EQUAL:
        return found | {"margin": None, "margin_low": None, "margin_high": None}
    below, above = bootstrap_interval(lambda rows: _standardised(values[rows]), range(len(values)))
    return found | {"margin": _standardised(values), "margin_low": below, "margin_high": above}


def change_of_share(before: npt.ArrayLike, after: npt.ArrayLike) -> dict[str, float]:
    """By how much the share changed between two heads asked the same questions (N,), with a
    bootstrap interval over the questions: each is compared with itself.

    Raises:
        ValueError: the lengths differ, or there is no question.
    """
    old, new = preferred(before), preferred(after)
    if old.shape != new.shape:
        raise ValueError("the two heads were asked different questions")
    moved: FloatArray = new - old
    low, high = bootstrap_interval(lambda rows: float(moved[rows].mean()), range(len(moved)))
    return {"change": float(moved.mean()), "change_low": low, "change_high": high}


def _standardised(values: FloatArray) -> float:
    spread = float(values.std())
    # A draw of one question alone, over and over, has no spread; it is as extreme as can be.
    return float(values.mean()) / max(spread, 1e-3 * float(np.abs(values).max()), EQUAL)
