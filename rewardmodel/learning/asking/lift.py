"""What asking by a rule has been worth so far, measured on the answers that chance asked for.

Answers to comparisons drawn at random are a fair sample of what the reward is for; answers to
comparisons chosen by a rule are not. So both kinds teach, and only the random ones judge: a head
that has learned random answers alone is compared with one of as many answers of which half were
chosen by the rule, on random answers to prompts that neither has seen.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy.special import stdtrit

from rewardmodel.learning.arrays import BoolArray, FloatArray, IntArray
from rewardmodel.learning.head.fitting import fit_with_random_share, folds_by_group
from rewardmodel.learning.head.likelihood import log_losses
from rewardmodel.learning.head.posterior import (
    DEFAULT_PRIOR_PRECISION,
    Posterior,
    predict_outcomes,
)
from rewardmodel.learning.measuring import metrics

# Fewer answers of either kind than this say nothing yet.
LEAST_ANSWERS = 40


@dataclass(frozen=True)
class Estimate:
    """A mean with its standard error, and an interval at the level asked for."""

    mean: float
    standard_error: float
    low: float
    high: float


@dataclass(frozen=True)
class Lift:
    """How much better random answers are predicted when half the training answers were chosen."""

    log_loss: Estimate  # nats an answer saved; positive: choosing helps
    accuracy: Estimate  # share of answers more predicted right, of 1
    judged_on: int  # random answers
    prompts: int  # groups of them
    swapped: float  # mean number of training answers that were replaced by chosen ones

    @property
    def verdict(self) -> Literal["better", "worse", "no lift"]:
        """What the interval of the log-loss says: above 0, below 0, or around it."""
        if self.log_loss.low > 0:
            return "better"
        return "worse" if self.log_loss.high < 0 else "no lift"


def measure_lift(
    x: npt.ArrayLike,
    targets: npt.ArrayLike,
    at_random: npt.ArrayLike,
    prompts: Sequence[Hashable],
    *,
    prior_precision: float = DEFAULT_PRIOR_PRECISION,
    folds: int = 5,
    splits: int = 2,
    level: float = 0.95,
    seed: int = 0,
) -> Lift | None:
    """The lift of a rule over chance, from logged answers; None where it cannot be told yet.

    In each of K folds over prompts, one head learns the R random answers outside the fold, the
    other the same but for m = min(R / 2, chosen answers) of them, replaced by as many chosen ones.
    Both are judged on the random answers inside the fold, each against itself. The standard error
    is of these paired differences, summed over whole prompts, whose answers are not independent.

    Args:
        x: (N, D) comparison features of all answers; targets: (N, 3) what was answered.
        at_random: (N,) True where the comparison was drawn at random.
        prompts: (N,) the prompt of each answer.
        splits: how many times the answers to be replaced are drawn.

    Returns:
        None with fewer than LEAST_ANSWERS of either kind, or fewer than 4 prompts asked at random.

    Raises:
        ValueError: the shapes do not agree.
    """
    rows, q = np.asarray(x, dtype=np.float64), np.asarray(targets, dtype=np.float64)
    drawn = np.asarray(at_random, dtype=np.bool_)
    if not len(rows) == len(q) == len(drawn) == len(prompts):
        raise ValueError(f"{len(rows)} rows, {len(q)} targets, {len(drawn)}, {len(prompts)}")
    names: dict[Hashable, int] = {}
    group = np.array([names.setdefault(prompt, len(names)) for prompt in prompts], dtype=np.int64)
    judged = len(np.unique(group[drawn]))
    if min(drawn.sum(), (~drawn).sum()) < LEAST_ANSWERS or judged < 4:
        return None
    trial = _Trial(rows, q, drawn, prior_precision)
    rng = np.random.default_rng(seed)
    fold = folds_by_group(group.tolist(), folds, seed=seed)
    for k in range(int(fold.max()) + 1):
        trial.judge(fold == k, splits, rng)
    return Lift(
        log_loss=_estimate(trial.saved[drawn], group[drawn], level),
        accuracy=_estimate(trial.righter[drawn], group[drawn], level),
        judged_on=int(drawn.sum()),
        prompts=judged,
        swapped=float(np.mean(trial.swaps)),
    )


class _Trial:
    """Collects, fold by fold, what each random answer's prediction gained and why."""

    def __init__(
        self, x: FloatArray, q: FloatArray, drawn: BoolArray, prior_precision: float
    ) -> None:
        self.x, self.q, self.drawn, self.prior_precision = x, q, drawn, prior_precision
        self.saved = np.zeros(len(x))  # nats, of random answers
        self.righter = np.zeros(len(x))
        self.swaps: list[int] = []

    def judge(self, inside: BoolArray, splits: int, rng: np.random.Generator) -> None:
        held = np.flatnonzero(inside & self.drawn)
        random_rows = np.flatnonzero(~inside & self.drawn)
        chosen_rows = np.flatnonzero(~inside & ~self.drawn)
        if not len(held) or not len(random_rows):
            return
        plain = self._fit(random_rows, None)
        plain_loss, plain_right = self._judged(plain, held)
        m = min(len(random_rows) // 2, len(chosen_rows))
        self.swaps.append(m)
        for _ in range(splits):
            kept = rng.permutation(random_rows)[m:]
            learned = np.concatenate([kept, rng.permutation(chosen_rows)[:m]])
            mixed = self._fit(learned, plain)
            loss, right = self._judged(mixed, held)
            self.saved[held] += (plain_loss - loss) / splits
            self.righter[held] += (right - plain_right) / splits

    def _fit(self, rows: IntArray, start: Posterior | None) -> Posterior:
        return fit_with_random_share(
            self.x[rows],
            self.q[rows],
            self.drawn[rows],
            prior_precision=self.prior_precision,
            start=start,
        )

    def _judged(self, posterior: Posterior, rows: IntArray) -> tuple[FloatArray, FloatArray]:
        p = predict_outcomes(posterior, self.x[rows])
        return log_losses(p, self.q[rows]), metrics.correctness(p, self.q[rows])


def _estimate(gains: FloatArray, group: IntArray, level: float) -> Estimate:
    """Mean of the gains (n,); its error from their sums over whole groups, by Student's t."""
    mean = float(gains.mean())
    _, numbered = np.unique(group, return_inverse=True)
    sums = np.bincount(numbered, weights=gains - mean)
    count = len(sums)
    error = float(np.sqrt(count / (count - 1) * (sums @ sums))) / len(gains)
    reach = float(stdtrit(count - 1, (1 + level) / 2)) * error
    return Estimate(mean, error, mean - reach, mean + reach)
