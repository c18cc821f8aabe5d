"""How fast old answers lose weight, chosen by how well the latest answers are foretold.

People change their minds, and guidelines change: a head that counts all answers alike then goes on
paying for what nobody wants any more. So an answer that is as many answers old as the half-life
counts half. The half-life is chosen by prequential loss (Dawid 1984, "Statistical theory: the
prequential approach"): each block of the latest answers is foretold from those before it alone,
with each half-life, and one is taken only where it foretells better than none beyond doubt.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rewardmodel.learning.arrays import FloatArray
from rewardmodel.learning.head.likelihood import log_losses
from rewardmodel.learning.head.posterior import Posterior, fit_posterior, predict_outcomes

# In answers.
HALF_LIVES = (1000.0, 300.0, 100.0)
# The answers that are foretold: the latest of them, this share of all, in so many blocks.
JUDGED_SHARE, BLOCKS = 1 / 3, 5
MOST_JUDGED, FEWEST_JUDGED = 1000, 60
# About fewer prompts it is their sequence that would be judged, not taste.
FEWEST_GROUPS = 10
# Answers further back than this are not looked at for the choice: the longest half-life has all but
# forgotten them.
LOOKED_AT = 4000
# A gain is beyond doubt when it is so many of its standard errors, and worth having from so many
# nats an answer.
BEYOND_DOUBT, WORTH_HAVING = 3.0, 0.002


@dataclass(frozen=True)
class Forgetting:
    """The half-life in answers, None where nothing is forgotten; what the best half-life gains
    over none, in nats an answer, with its standard error; and by how many answers it was seen."""

    half_life: float | None
    gain: float
    gain_std: float
    judged_on: int


def recency_weights(count: int, half_life: float | None) -> FloatArray:
    """Weights (N,) of N answers, oldest first: the latest counts 1, or nearly so."""
    if half_life is None:
        return np.ones(count)
    ages = np.arange(count)[::-1]
    weights: FloatArray = 0.5 ** (ages / half_life)
    return weights


def choose_forgetting(
    x: npt.ArrayLike,
    targets: npt.ArrayLike,
    groups: Sequence[Hashable],
    *,
    prior_precision: float,
    offsets: npt.ArrayLike | None = None,
) -> Forgetting | None:
    """The half-life that foretells best; None where there are too few answers to tell.

    Args:
        x: (N, D), oldest first; targets: (N, 3); groups: (N,) the prompt of each, by which the
            standard error is clustered; offsets: (N,).
    """
    rows, q = np.asarray(x, dtype=np.float64), np.asarray(targets, dtype=np.float64)
    known = np.zeros(len(rows)) if offsets is None else np.asarray(offsets, dtype=np.float64)
    judged = min(MOST_JUDGED, int(len(rows) * JUDGED_SHARE))
    latest = list(groups)[len(rows) - judged :]
    if judged < FEWEST_JUDGED or len(set(latest)) < FEWEST_GROUPS:
        return None
    first = max(0, len(rows) - LOOKED_AT)
    rows, q, known = rows[first:], q[first:], known[first:]
    losses = [
        _prequential_losses(rows, q, known, half_life, judged, prior_precision)
        for half_life in (None, *HALF_LIVES)
    ]
    gains = losses[0] - np.stack(losses[1:])  # (rates, judged)
    best = int(gains.mean(axis=1).argmax())
    gain = float(gains[best].mean())
    error = _clustered_error(gains[best], latest)
    taken = gain > max(BEYOND_DOUBT * error, WORTH_HAVING)
    return Forgetting(HALF_LIVES[best] if taken else None, gain, error, judged)


def _prequential_losses(
    x: FloatArray,
    q: FloatArray,
    offsets: FloatArray,
    half_life: float | None,
    judged: int,
    prior_precision: float,
) -> FloatArray:
    """Log-losses (judged,) of the latest answers, each block foretold from those before it."""
    losses = []
    fitted: Posterior | None = None
    for block in np.array_split(np.arange(len(x) - judged, len(x)), BLOCKS):
        before = slice(0, block[0])
        fitted = fit_posterior(
            x[before],
            q[before],
            prior_precision=prior_precision,
            start=fitted,
            offsets=offsets[before],
            weights=recency_weights(int(block[0]), half_life),
        )
        predicted = predict_outcomes(fitted, x[block], offsets=offsets[block])
        losses.append(log_losses(predicted, q[block]))
    return np.concatenate(losses)


def _clustered_error(values: FloatArray, groups: Sequence[Hashable]) -> float:
    """The standard error of the mean of values (N,), those of a group being of one piece."""
    numbers: dict[Hashable, int] = {}
    index = [numbers.setdefault(group, len(numbers)) for group in groups]
    sums = np.bincount(index, weights=values - values.mean())
    count = len(sums)
    correction = count / max(1, count - 1)
    return float(np.sqrt(correction * (sums**2).sum()) / len(values))
