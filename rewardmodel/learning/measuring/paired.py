"""Whether one model is worse than another, from what both make of the same answers."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rewardmodel.learning.measuring.intervals import bootstrap_totals, sums_by_group

_DRAWS = 4000


@dataclass(frozen=True)
class PairedDifference:
    """Mean loss of the one less that of the other, in nats an answer; positive: it is worse."""

    mean: float
    low: float  # of an interval at 95 %
    high: float
    worse: float  # probability that it is worse on prompts like these
    answers: int
    groups: int


def paired_difference(
    losses: npt.ArrayLike, other: npt.ArrayLike, groups: Sequence[Hashable], *, seed: int = 0
) -> PairedDifference:
    """The difference of two models' losses (N,) each on the same answers, by whole groups.

    Answers to one prompt share what is hard about it, so groups are what is drawn again in the
    bootstrap (Efron and Tibshirani 1993, "An introduction to the bootstrap", chapter 8).

    Raises:
        ValueError: the shapes do not agree, or there is no answer.
    """
    one, two = np.asarray(losses, dtype=np.float64), np.asarray(other, dtype=np.float64)
    if one.shape != two.shape or one.shape != (len(groups),) or len(groups) == 0:
        raise ValueError(f"{one.shape} and {two.shape} losses of {len(groups)} answers")
    names: dict[Hashable, int] = {}
    group = np.array([names.setdefault(name, len(names)) for name in groups], dtype=np.int64)
    sums = sums_by_group(np.stack([one - two, np.ones(len(one))], axis=1), group)
    drawn = bootstrap_totals(sums, draws=_DRAWS, seed=seed)
    means = drawn[:, 0] / drawn[:, 1]
    low, high = np.quantile(means, [0.025, 0.975])
    # Draws without any difference are no evidence either way.
    worse = float((means > 0).mean() + (means == 0).mean() / 2)
    mean = float(sums[:, 0].sum() / sums[:, 1].sum())
    return PairedDifference(mean, float(low), float(high), worse, len(one), len(names))
