"""UKP arguments with merits that only simulated people know, for benchmarks of monitoring."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench.preference_pools import PreferencePool, rows_of, ukp_pool
from rewardmodel.learning.arrays import FloatArray, IntArray
from rewardmodel.learning.encoders.features import FeatureLayout, comparison_features
from rewardmodel.learning.head.likelihood import outcome_probabilities
from rewardmodel.learning.head.posterior import Posterior, fit_posterior, predict_outcomes, rewards
from rewardmodel.learning.measuring.leaderboard import Games, fit_leaderboard

FEATURES = "layer 3"


@dataclass(frozen=True, eq=False)
class World:
    """M arguments on S sides of debates. A side is a prompt, its arguments what a base answers."""

    pool: PreferencePool
    texts: list[str]  # (M,)
    sides: list[IntArray]  # (S,) the arguments of each side
    merit: FloatArray  # (M,) Bradley-Terry, of all real votes
    log_tie: float

    def chances(self, a: IntArray, b: IntArray) -> FloatArray:
        """(K, 3): what people say of pairs of arguments."""
        return outcome_probabilities(self.merit[a] - self.merit[b], self.log_tie)


@dataclass(frozen=True, eq=False)
class SimulatedHead:
    """What a head of few votes makes of all arguments."""

    reward: FloatArray  # (M,)
    posterior: Posterior
    phi: FloatArray  # (M, D)

    def expected(self, a: IntArray, b: IntArray, bonus: FloatArray | None = None) -> FloatArray:
        """(K,): the expected answer for a, ties half, where rewards have a bonus (M,)."""
        x = comparison_features(self.phi[a], self.phi[b], np.zeros(len(a)))
        lead = None if bonus is None else bonus[a] - bonus[b]
        p = predict_outcomes(self.posterior, x, offsets=lead)
        found: FloatArray = p[:, 0] + p[:, 2] / 2
        return found


def load_world(data: Path, cache: Path) -> World:
    pool = ukp_pool(data, cache, FEATURES)
    arguments = list(rows_of(data / "ukp_arguments.jsonl.gz"))
    names = [argument["topic"] for argument in arguments]
    sides = [np.flatnonzero(np.array(names) == name) for name in sorted(set(names))]
    a, b = pool.pairs.T
    shares = pool.votes / pool.votes.sum(axis=1, keepdims=True)
    fit = fit_leaderboard(
        Games(a, b, shares, np.arange(len(a))), len(names), weights=pool.votes.sum(axis=1)
    )
    texts = [argument["text"] for argument in arguments]
    return World(pool, texts, sides, fit.strength, fit.log_tie)


def simulated_head(world: World, votes: int, rng: np.random.Generator) -> SimulatedHead:
    """A head fitted to so many votes of people who know the merits."""
    pool = world.pool
    rows = rng.choice(len(pool.pairs), votes, replace=False)
    a, b = pool.pairs[rows].T
    upto = np.cumsum(world.chances(a, b), axis=1)
    said = np.eye(3)[(rng.random((votes, 1)) > upto[:, :2]).sum(axis=1)]
    x = comparison_features(pool.phi[a], pool.phi[b], np.zeros(votes))
    posterior = fit_posterior(x, said)
    columns = FeatureLayout(pool.phi.shape[1] - 3).reward_columns
    return SimulatedHead(rewards(posterior, pool.phi, columns)[0], posterior, pool.phi)
