"""Answers imagined: how a comparison, once answered, will sharpen the margins of all candidates.

The covariance of a Laplace posterior depends, to first order, on what was asked and not on what
was answered. So the variances after a batch are known before it is asked, one rank-one update
S - s s' for each comparison in it. S itself is never copied: the s are kept, (picks, D).
"""

from __future__ import annotations

import numpy as np

from rewardmodel.learning.arrays import FloatArray
from rewardmodel.learning.asking.candidates import Candidates
from rewardmodel.learning.head.likelihood import curvatures
from rewardmodel.learning.head.posterior import Posterior

# Comparisons that stand for a population: its second moment is as good from these.
POPULATION_ROWS = 2000


class ImaginedAnswers:
    """Margins of N candidates, their variances falling with every answer imagined."""

    mean: FloatArray  # (N,)
    variance: FloatArray  # (N,)
    influence: FloatArray  # (N,) x'S A S x, or zeros where no population was given

    def __init__(
        self, posterior: Posterior, candidates: Candidates, *, population: Candidates | None = None
    ) -> None:
        """
        Args:
            population: the comparisons that the reward is for. Then `influence` says how much an
                exact answer to a candidate would tell of their margins: x'S A S x, with A the
                mean of c x x' over the population, c the curvature at the mean.
        """
        self.posterior, self.candidates = posterior, candidates
        self.mean, self.variance = candidates.margins(posterior)
        self._shrinks: list[FloatArray] = []
        self._moment = None if population is None else _moment(posterior, population)
        self.influence = np.zeros(len(candidates))
        if self._moment is not None:
            covariance = posterior.covariance
            self.influence = candidates.quadratic(covariance @ self._moment @ covariance)

    def answer(self, index: int) -> FloatArray:
        """Takes the candidate for answered.

        Returns:
            (N,) squared correlation of each margin with that of `index`, before the answer.
        """
        x = self.candidates.features([index])[0]
        direction = self._covariance_times(x)
        variance = float(x @ direction)
        if variance <= 0:  # the features cannot tell the two apart: nothing to learn
            return np.zeros(len(self.candidates))
        squares = self.candidates.project(direction) ** 2  # (N,) squared covariances
        tiny = np.finfo(np.float64).tiny
        correlation: FloatArray = squares / np.maximum(variance * self.variance, tiny)
        c = float(curvatures(self.mean[[index]], self.posterior.log_tie)[0])
        share = c / (1 + c * variance)
        shrink = direction * np.sqrt(share)
        if self._moment is not None:
            self._lower_influence(shrink, self._moment)
        self._shrinks.append(shrink)
        self.variance = np.maximum(self.variance - squares * share, 0.0)
        return correlation

    def _covariance_times(self, vector: FloatArray) -> FloatArray:
        """S now, times a vector (D,)."""
        result: FloatArray = self.posterior.covariance @ vector
        if self._shrinks:
            shrinks = np.array(self._shrinks)  # (picks, D)
            result = result - (shrinks @ vector) @ shrinks
        return result

    def _lower_influence(self, s: FloatArray, moment: FloatArray) -> None:
        """x'(S - ss') A (S - ss') x, from x'S A S x."""
        pulled = moment @ s
        along = self.candidates.project(s)
        across = self.candidates.project(self._covariance_times(pulled))
        lowered = self.influence - 2 * along * across + along**2 * float(s @ pulled)
        self.influence = np.maximum(lowered, 0.0)


def _moment(posterior: Posterior, population: Candidates) -> FloatArray:
    """A (D, D): the mean of c x x' over evenly many comparisons of the population."""
    count = len(population)
    rows = np.unique(np.linspace(0, count - 1, min(count, POPULATION_ROWS)).astype(np.int64))
    x = population.features(rows)
    c = curvatures(x @ posterior.mean, posterior.log_tie)
    scaled = x * np.sqrt(c / max(1, len(rows)))[:, None]
    moment: FloatArray = scaled.T @ scaled
    return moment
