"""Temperature: one number that makes probabilities as sure as they ought to be.

Guo et al. 2017, "On calibration of modern neural networks", section 4.2, for outcomes a, b, tie.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize_scalar

from rewardmodel.learning.arrays import FloatArray
from rewardmodel.learning.measuring import metrics

# The search is over log temperature, within a factor of 20 either way.
_LOG_BOUND = float(np.log(20.0))


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
    convex in 1 / temperature, so that a bounded search (Brent 1973) finds its least value.

    Args:
        probabilities: (N, 3); targets: (N, 3).

    Raises:
        ValueError: shapes that do not agree, or no comparison.
    """

    def loss(log_temperature: float) -> float:
        tempered = temper(probabilities, float(np.exp(log_temperature)))
        return metrics.log_loss(tempered, targets)

    metrics.correctness(probabilities, targets)  # refuses bad shapes
    found = minimize_scalar(
        loss, bounds=(-_LOG_BOUND, _LOG_BOUND), method="bounded", options={"xatol": 1e-6}
    )
    return float(np.exp(found.x))
