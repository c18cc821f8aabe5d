"""How far a text is like those that the head has learned from.

The posterior's variance of a reward does not say it: with few answers it is the length of the
features that it measures, and strange texts have short ones. The distance to the training
responses, by Mahalanobis with a covariance shrunk towards a multiple of the identity (Ledoit and
Wolf 2004, "A well-conditioned estimator for large-dimensional covariance matrices"), does (Lee et
al. 2018, "A simple unified framework for detecting out-of-distribution samples").
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rewardmodel.learning.arrays import FloatArray

# Fewer responses than this say nothing of what is usual.
FEWEST = 10
_QUANTILES = 101


@dataclass(frozen=True, eq=False)
class Familiarity:
    """What is usual among M training responses."""

    mean: FloatArray  # (D,) the reference that uncertainty is of the difference to
    precision: FloatArray  # (D, D) inverse of the shrunk covariance
    distances: FloatArray  # (101,) percentiles of the training responses' squared distances

    def of(self, phi: npt.ArrayLike) -> FloatArray:
        """Share (N,) of the training responses that are as far away as items phi (N, D) or further:
        1 for what is most usual, 0 for what is further than all of them."""
        away = np.asarray(phi, dtype=np.float64) - self.mean
        squares = np.einsum("nd,nd->n", away @ self.precision, away)
        shares = np.interp(squares, self.distances, np.linspace(1, 0, _QUANTILES), left=1, right=0)
        return np.asarray(shares, dtype=np.float64)


def fit_familiarity(phi: npt.ArrayLike) -> Familiarity | None:
    """What is usual among training responses phi (M, D); None where they are fewer than FEWEST.

    Each response's own distance is to the others: within its own covariance it would look nearer
    than any new one.
    """
    rows = np.asarray(phi, dtype=np.float64)
    if len(rows) < FEWEST:
        return None
    mean = rows.mean(axis=0)
    away = rows - mean
    m, dim = rows.shape
    covariance = away.T @ away / m
    level = float(np.trace(covariance)) / dim
    spread = float(((covariance - level * np.eye(dim)) ** 2).sum())
    lengths = np.einsum("nd,nd->n", away, away)
    noise = float((lengths**2).sum() / m - (covariance**2).sum()) / m
    share = min(1.0, noise / spread) if spread > 0 else 1.0
    # Never nothing: a column that never varied, such as the order of display, has to be divided by.
    share = max(share, 1e-3)
    shrunk = (1 - share) * covariance + share * max(level, 1e-9) * np.eye(dim)
    precision = np.linalg.inv(shrunk)
    squares = np.einsum("nd,nd->n", away @ precision, away)
    without = squares / np.maximum(1 - (1 - share) / m * squares, 1e-6)
    percentiles = np.quantile(without, np.linspace(0, 1, _QUANTILES))
    return Familiarity(mean, (precision + precision.T) / 2, percentiles)
