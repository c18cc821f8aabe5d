"""What choosing the best of n responses by a reward gains in merit.

Expected merit of the best of n is estimated without bias from the N responses that a prompt has
(Nakano et al. 2021, "WebGPT", appendix I): sorted by the reward, the k-th is the best of a random
n of them with chance C(k - 1, n - 1) / C(N, n).
"""

from __future__ import annotations

from collections.abc import Sequence
from math import lgamma
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from rewardmodel.learning.arrays import FloatArray
from rewardmodel.learning.measuring.intervals import NOTHING, Interval, bootstrapped

_DRAWS = 2000
# With fewer prompts of so many responses nothing is said of a size.
FEWEST_PROMPTS = 5


class Ranked(NamedTuple):
    """One prompt's N responses: what each way of rewarding says, and what people say."""

    rewards: FloatArray  # (W, N) of W ways
    merit: FloatArray  # (N,)


def expected_best(reward: npt.ArrayLike, merit: npt.ArrayLike, n: int) -> float:
    """Expected merit of the best of n of N responses by reward (N,); equal ones share.

    Raises:
        ValueError: there are fewer than n responses, or n is not positive.
    """
    by, gold = np.asarray(reward, dtype=np.float64), np.asarray(merit, dtype=np.float64)
    if not 1 <= n <= len(by):
        raise ValueError(f"the best of {n} of {len(by)} responses")
    total = len(by)
    places = range(n, total + 1)
    chances = np.zeros(total)
    chances[n - 1 :] = np.exp([_log_choose(k - 1, n - 1) - _log_choose(total, n) for k in places])
    _, kind = np.unique(by, return_inverse=True)
    of_kind = np.bincount(kind, weights=gold) / np.bincount(kind)
    return float(chances @ of_kind[np.sort(kind)])


def best_of_gains(prompts: Sequence[Ranked], n: int, *, seed: int = 0) -> list[Interval]:
    """Of each way, what the best of n gains over one response at random, in standard deviations of
    merit within prompts, with an interval over prompts; NaN with fewer than FEWEST_PROMPTS."""
    ways = len(prompts[0].rewards) if prompts else 0
    kept = [each for each in prompts if len(each.merit) >= n]
    if len(kept) < FEWEST_PROMPTS:
        return [NOTHING] * ways
    spread = float(np.sqrt(np.mean([each.merit.var() for each in prompts])))
    if spread == 0:
        return [NOTHING] * ways
    gains = np.array(
        [
            [expected_best(way, each.merit, n) - each.merit.mean() for way in each.rewards]
            for each in kept
        ]
    )
    rows = np.concatenate([gains / spread, np.ones((len(kept), 1))], axis=1)
    return [
        bootstrapped(
            rows[:, [way, -1]],
            {"gain": lambda sums: sums[..., 0] / sums[..., 1]},
            draws=_DRAWS,
            seed=seed,
        )["gain"]
        for way in range(ways)
    ]


def _log_choose(n: int, k: int) -> float:
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
