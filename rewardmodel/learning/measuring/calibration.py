"""Temperature: one number that makes probabilities as sure as they ought to be.

Guo et al. 2017, "On calibration of modern neural networks", section 4.2, for outcomes a, b, tie.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from rewardmodel.learning.arrays import FloatArray
from rewardmodel.learning.measuring import metrics

# The search is over log temperature, within a factor of 20 either way.
_BOUND = float(np.log(20.0))
_GOLDEN = (5**0.5 - 1) / 2


def temper(probabilities: npt.ArrayLike, temperature: float) -> FloatArray:
    """Probabilities (N, 3) raised to 1 / temperature and normalised: above 1 is less sure.

    Raises:
        ValueError: the temperature is not positive.
    """
    if temperature <= 0:
        raise ValueError(f"temperature must be positive, not {temperature}")
    p = np.asarray(probabilities, dtype=np.float64)
    logits = np.log(np.maximum(p, np.finfo(np.float64).tiny)) / temperature
    weights: FloatArray = np.exp(logits - logits.max(axis=1, keepdims=True))
    tempered: FloatArray = weights / weights.sum(axis=1, keepdims=True)
    return tempered


def fit_temperature(probabilities: npt.ArrayLike, targets: npt.ArrayLike) -> float:
    """The temperature, between 1/20 and 20, with the least log-loss.

    Fit it on comparisons drawn at random that the model has not learned from. The log-loss is
    convex in 1 / temperature, so that golden section finds its least value.

    Args:
        probabilities: (N, 3); targets: (N, 3).

    Raises:
        ValueError: shapes that do not agree, or no comparison.
    """

    def loss(log_temperature: float) -> float:
        tempered = temper(probabilities, float(np.exp(log_temperature)))
        return metrics.log_loss(tempered, targets)

    metrics.correctness(probabilities, targets)  # refuses bad shapes
    low, high = -_BOUND, _BOUND
    left, right = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
    at_left, at_right = loss(left), loss(right)
    while high - low > 1e-6:
        if at_left <= at_right:
            high, right, at_right = right, left, at_left
            left = high - _GOLDEN * (high - low)
            at_left = loss(left)
        else:
            low, left, at_left = left, right, at_right
            right = low + _GOLDEN * (high - low)
            at_right = loss(right)
    return float(np.exp((low + high) / 2))
