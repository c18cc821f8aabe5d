"""Picking one of N candidates by their rewards, and how far that moves a policy.

How far a pick moves away from drawing once is the Kullback–Leibler divergence of the picked text's
distribution from the policy's own. Whatever rule picks one of n independent draws, a set that the
policy hits with probability a is hit with at most 1 - (1 - a)^n, as best-of-n hits it where the set
holds the best: so no rule moves further than best-of-n does, ln n - (n - 1) / n (Beirami et al.
2024, "Theoretical guarantees on the best-of-n alignment policy").
"""

from __future__ import annotations

import math
from typing import Any, Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from rewardmodel.learning.arrays import FloatArray
from rewardmodel.learning.head.caution import conservative_rewards

PickRule = Literal["best", "quantile", "threshold", "boltzmann", "lower_bound"]


class Pick(NamedTuple):
    """Which of N candidates is kept.

    Attributes:
        place: its index.
        ranks: (N,) of all by mean reward, 1 for the best; equal rewards in the order given.
        weights: (N,) the probabilities with which this rule picks among these candidates.
        effective_size: 1 / sum of squared weights, in [1, N]: how many are picked among.
        kl_bound: nats that the rule moves the policy at most; of Boltzmann weights, where it is
            less, the divergence of these weights from equal ones, whose mean bounds it.
        met: whether the pick satisfies the threshold; True for the other rules.
    """

    place: int
    ranks: npt.NDArray[np.int64]
    weights: FloatArray
    effective_size: float
    kl_bound: float
    met: bool = True


def pick(
    mean: npt.ArrayLike,
    std: npt.ArrayLike,
    rule: PickRule,
    value: float = 0.0,
    rng: np.random.Generator | None = None,
) -> Pick:
    """Picks by the rewards' means (N,) and standard deviations (N,).

    Args:
        rule: ``best``: the highest mean. ``quantile``: the candidate below which (with itself) the
            share ``value`` in (0, 1] lies. ``threshold``: the first in the order given whose mean
            is at least ``value``, or else the best. ``boltzmann``: drawn by ``rng`` with
            probabilities in proportion to exp(mean / ``value``), ``value`` above 0.
            ``lower_bound``: the highest mean - ``value`` x std, ``value`` at least 0.

    Raises:
        ValueError: there is no candidate, a reward is not finite, or the value does not fit.
    """
    rewards = np.asarray(mean, dtype=np.float64)
    n = len(rewards)
    if n == 0 or not np.isfinite(rewards).all():
        raise ValueError("Candidates need finite rewards, and there has to be one.")
    order = np.argsort(-rewards, kind="stable")
    ranks = np.empty(n, dtype=np.int64)
    ranks[order] = np.arange(1, n + 1)
    most = best_of_n_kl(n)
    met = True
    match rule:
        case "best":
            place = int(order[0])
        case "quantile":
            k = quantile_rank(n, value)
            place, most = int(order[n - k]), order_statistic_kl(n, k)
        case "threshold":
            above = np.flatnonzero(rewards >= value)
            met = len(above) > 0
            place = int(above[0]) if met else int(order[0])
        case "lower_bound":
            place = int(np.argmax(conservative_rewards(rewards, std, value)))
        case "boltzmann":
            weights = boltzmann_weights(rewards, value)
            place = int((rng or np.random.default_rng()).choice(n, p=weights))
            most = min(most, divergence_from_equal(weights))
            size = float(1 / (weights**2).sum())
            return Pick(place, ranks, weights, size, most)
    one = np.zeros(n)
    one[place] = 1.0
    return Pick(place, ranks, one, 1.0, most, met)


def best_of_n_kl(n: int) -> float:
    """ln n - (n - 1) / n nats: how far the best of n draws is from one draw, exact where no two
    rewards are equal, and a bound where they may be."""
    return math.log(n) - (n - 1) / n


def quantile_rank(n: int, quantile: float) -> int:
    """Which of n in ascending order stands at the quantile: the ceil(quantile x n)-th, from 1.

    Raises:
        ValueError: the quantile is not in (0, 1].
    """
    if not 0 < quantile <= 1:
        raise ValueError(f"A quantile is in (0, 1], and this is {quantile}.")
    return max(1, math.ceil(quantile * n - 1e-9))


def order_statistic_kl(n: int, k: int) -> float:
    """How far the k-th of n draws, in ascending order, is from one draw, in nats.

    The share of the policy below it follows Beta(k, n - k + 1), whose divergence from the uniform
    distribution this is; with k = n it is that of best-of-n.
    """
    a, b = k, n - k + 1
    log_beta = math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)
    return -log_beta + (a - 1) * _psi(a) + (b - 1) * _psi(b) - (a + b - 2) * _psi(a + b)


def boltzmann_weights(rewards: npt.ArrayLike, temperature: float) -> FloatArray:
    """(N,) in proportion to exp(reward / temperature), with sum 1.

    Raises:
        ValueError: the temperature is not above 0.
    """
    if not temperature > 0:
        raise ValueError(f"A temperature is above 0, and this is {temperature}.")
    scores = np.asarray(rewards, dtype=np.float64)
    # A difference that is too large for a quotient has weight 0 all the same.
    with np.errstate(over="ignore", under="ignore"):
        weights: FloatArray = np.exp((scores - scores.max()) / temperature)
    return np.asarray(weights / weights.sum())


def divergence_from_equal(weights: FloatArray) -> float:
    """Sum of w ln(N w), in nats. Its mean over draws of candidates bounds how far the pick moves
    the policy, since the divergence of a part is at most that of the whole."""
    positive = weights[weights > 0]
    return max(0.0, float((positive * np.log(len(weights) * positive)).sum()))


def _psi(m: int) -> float:
    """The digamma function of a whole number, less its value at 1: the harmonic number."""
    return math.fsum(1 / i for i in range(1, m))


def as_json(found: Pick) -> dict[str, Any]:
    """The pick in plain numbers."""
    return {
        "choice": found.place,
        "rank": int(found.ranks[found.place]),
        "met": found.met,
        "ranks": found.ranks.tolist(),
        "weights": found.weights.tolist(),
        "effective_sample_size": found.effective_size,
        "kl_bound": found.kl_bound,
    }
