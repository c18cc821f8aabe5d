"""Figures from few human answers and many predictions that stay valid however bad these are.

- ``active_mean``: mean of f + xi / pi (Y - f), answers asked with known probabilities (Zrnic and
  Candes 2024, "Active statistical inference", equation 2).
- ``tuned_mean``, ``tuned_leaderboard``: what the answers alone would say, moved by what predictions
  say of all less what they say of those asked; the share of that move which varies least is taken
  (PPI++: Angelopoulos, Duchi and Zrnic 2023, "PPI++: efficient prediction-powered inference").
  Predictions that tell nothing move nothing.

Variances are of the sandwich form, by groups (prompts), which are what is independent. N rows, G
groups, K figures.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.stats import t as student

from rewardmodel.learning.arrays import BoolArray, FloatArray, IntArray
from rewardmodel.learning.measuring.intervals import NOTHING, Interval, sums_by_group
from rewardmodel.learning.measuring.leaderboard import Games, fit_leaderboard


@dataclass(frozen=True, eq=False)
class Tuned:
    """K estimates with their standard errors and what the same answers say without predictions."""

    estimate: FloatArray  # (K,)
    error: FloatArray  # (K,)
    alone: FloatArray  # (K,) from people's answers only
    alone_error: FloatArray  # (K,)
    share: FloatArray  # (K,) lambda: how much of the predictions was used
    groups: int

    def interval(self, k: int = 0, *, level: float = 0.95) -> Interval:
        return _interval(self.estimate[k], self.error[k], self.groups, level)

    def interval_alone(self, k: int = 0, *, level: float = 0.95) -> Interval:
        return _interval(self.alone[k], self.alone_error[k], self.groups, level)


def _interval(value: float, error: float, groups: int, level: float) -> Interval:
    if groups < 2:
        return NOTHING
    reach = float(student.ppf((1 + level) / 2, groups - 1)) * float(error)
    return Interval(float(value), float(value) - reach, float(value) + reach)


@dataclass(frozen=True, eq=False)
class Sample:
    """N rows of a population, some of which people were asked about."""

    asked: BoolArray  # (N,) xi
    propensity: FloatArray  # (N,) pi > 0 with which each row was to be asked
    group: IntArray  # (N,) 0 to G - 1

    def __post_init__(self) -> None:
        shapes = {self.asked.shape, self.propensity.shape, self.group.shape}
        if len(shapes) != 1:
            raise ValueError(f"shapes {shapes} do not agree")
        if len(self.asked) and not ((self.propensity > 0) & (self.propensity <= 1)).all():
            raise ValueError("propensities must lie in (0, 1]")

    @property
    def weight(self) -> FloatArray:
        """(N,): xi / pi."""
        found: FloatArray = np.where(self.asked, 1 / self.propensity, 0.0)
        return found


def active_mean(
    sample: Sample, answers: npt.ArrayLike, predictions: npt.ArrayLike, *, level: float = 0.95
) -> Interval:
    """The mean of answers (N,), read only where asked, with predictions (N,) everywhere.

    Unbiased for every f that does not know the answers it is held against.

    Raises:
        ValueError: shapes that do not agree, or a propensity outside (0, 1].
    """
    y, f = _read(sample, answers, predictions)
    terms = f + sample.weight * (y - f)
    if len(terms) == 0:
        return NOTHING
    value = float(terms.mean())
    error = _error(sums_by_group((terms - value)[:, None], sample.group)) / len(terms)
    return _interval(value, float(error[0]), int(sample.group.max()) + 1, level)


def tuned_mean(sample: Sample, answers: npt.ArrayLike, predictions: npt.ArrayLike) -> Tuned:
    """The mean of answers (N,), read only where asked, by ratio (weights need not sum to N).

    Raises:
        ValueError: shapes that do not agree, a bad propensity, or nothing asked.
    """
    y, f = _read(sample, answers, predictions)
    weight = sample.weight
    total = weight.sum()
    if total == 0:
        raise ValueError("nothing was asked")
    alone, foretold = float(weight @ y / total), float(weight @ f / total)
    own = weight * (y - alone) / total
    move = (f - f.mean()) / len(f) - weight * (f - foretold) / total
    rows = np.stack([own, move], axis=1)
    sums = sums_by_group(rows, sample.group)
    return _tuned(np.array([alone]), sums[:, :1], np.array([f.mean() - foretold]), sums[:, 1:])


def tuned_leaderboard(
    sample: Sample, games: Games, predictions: FloatArray, generators: int
) -> Tuned:
    """Strengths (K = generators) of a Bradley-Terry leaderboard with ties.

    The M-estimator of the asked rows, by importance, moved one Newton step against the mean score
    of the predictions at all rows less that at the asked ones.

    Args:
        games: all N comparisons; targets are read only where asked.
        predictions: (N, 3) of a, b, tie.

    Raises:
        ValueError: shapes that do not agree, a bad propensity, or nothing asked.
    """
    weight = sample.weight
    if not weight.any():
        raise ValueError("nothing was asked")
    scale = len(weight) / weight.sum()
    fit = fit_leaderboard(games.at(sample.asked), generators, weights=weight[sample.asked] * scale)
    inverse = np.linalg.inv(fit.hessian)
    said = np.where(sample.asked[:, None], games.targets, 1 / 3)  # what is not read counts 0 times
    own = fit.scores(games, said) * (weight * scale)[:, None]
    foretold = fit.scores(games, predictions)
    move = foretold - foretold * (weight * scale)[:, None]
    centre = np.eye(len(inverse))
    centre[:generators, :generators] -= 1 / generators
    back = -(inverse @ centre.T)[:, :generators]
    sums_own = sums_by_group(own @ back, sample.group)
    sums_move = sums_by_group(move @ back, sample.group)
    return _tuned(fit.strength, sums_own, sums_move.sum(axis=0), sums_move)


def _tuned(alone: FloatArray, own: FloatArray, move: FloatArray, moves: FloatArray) -> Tuned:
    """Each estimate (K,) moved by the share of ``move`` (K,) that leaves the least variance.

    Args:
        own, moves: (G, K) what each group adds to the errors of both.
    """
    own, centred = own - own.mean(axis=0), moves - moves.mean(axis=0)
    spread = (centred**2).sum(axis=0)
    share = -(own * centred).sum(axis=0) / np.where(spread > 1e-18, spread, np.inf)
    return Tuned(
        estimate=alone + share * move,
        error=_error(own + share * centred),
        alone=alone,
        alone_error=_error(own),
        share=share,
        groups=len(own),
    )


def _error(sums: FloatArray) -> FloatArray:
    """Standard error (K,) of a total, from what each group (G, K) adds."""
    groups = len(sums)
    if groups < 2:
        return np.full(sums.shape[1], np.nan)
    found: FloatArray = np.sqrt((sums**2).sum(axis=0) * groups / (groups - 1))
    return found


def _read(
    sample: Sample, answers: npt.ArrayLike, predictions: npt.ArrayLike
) -> tuple[FloatArray, FloatArray]:
    y = np.where(sample.asked, np.asarray(answers, dtype=np.float64), 0.0)
    f = np.asarray(predictions, dtype=np.float64)
    if y.shape != sample.asked.shape or f.shape != y.shape:
        raise ValueError(f"answers {y.shape} and predictions {f.shape} of {len(sample.asked)} rows")
    return y, f


def effective_multiplier(correlation: float, labelled: int, total: int) -> float:
    """How many answers without predictions are worth one with them: 1 / (1 - r^2 (1 - n / N)).

    The variance of ``tuned_mean`` at the best share, uniform sampling.
    """
    return 1 / (1 - correlation**2 * (1 - labelled / total))
