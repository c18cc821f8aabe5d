"""Figures with their intervals, as the API gives them: None where they are not defined."""

from __future__ import annotations

import math
from typing import Any

from rewardmodel.learning.measuring.intervals import Interval
from rewardmodel.learning.measuring.metrics import wilson_interval


def figure(interval: Interval) -> dict[str, float | None]:
    """A value and its limits."""
    parts = {"value": interval.value, "low": interval.low, "high": interval.high}
    return {name: part if math.isfinite(part) else None for name, part in parts.items()}


def share(right: float, total: float) -> dict[str, Any]:
    """A share, right out of total, with Wilson's 95 % interval."""
    n = round(total)
    if n == 0:
        return {"value": None, "low": None, "high": None, "n": 0}
    low, high = wilson_interval(right, total)
    return {"value": right / total, "low": low, "high": high, "n": n}
