"""One simulated labelling run: a rule asks, real votes answer, held-out prompts judge."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bench.preference_pools import PreferencePool
from rewardmodel.learning.arrays import BoolArray, FloatArray, IntArray
from rewardmodel.learning.asking.adaptive import AdaptiveRule, select_adaptive_batch
from rewardmodel.learning.asking.candidates import Candidates
from rewardmodel.learning.asking.lift import Lift, measure_lift
from rewardmodel.learning.asking.selection import Rule, Selection, select_batch
from rewardmodel.learning.head.fitting import fit_with_random_share
from rewardmodel.learning.head.posterior import (
    DEFAULT_PRIOR_PRECISION,
    learn,
    predict_outcomes,
    prior_posterior,
)
from rewardmodel.learning.measuring import metrics


@dataclass(frozen=True)
class RunSettings:
    """How a run goes about it; the same for every rule."""

    checkpoints: tuple[int, ...]  # labels after which the head is refitted and judged
    cold_start: int = 20  # the first labels are drawn at random, whatever the rule
    batch_share: float = 0.15  # labels between two choices, as a share of those so far
    least_batch: int = 10
    most_batch: int = 150
    refit_growth: float = 1.2  # refit when the answers have grown by this factor
    lift_growth: float = 2.0  # measure the lift again when they have grown by this one
    prior_precision: float = DEFAULT_PRIOR_PRECISION


@dataclass(frozen=True, eq=False)
class RunResult:
    """What a run came to at each of C checkpoints."""

    accuracy: FloatArray  # (C,) against the adjudicated better side
    log_loss: FloatArray  # (C,) nats a vote
    active: FloatArray  # (C,) share of labels so far that a rule chose
    lift: FloatArray  # (C,) last measured lift in nats, NaN before the first


def simulate(
    pool: PreferencePool,
    held_out: BoolArray,
    rule: Rule | AdaptiveRule,
    settings: RunSettings,
    *,
    seed: int,
    last: float = np.inf,
) -> RunResult:
    """Asks, comparison by comparison, without ever asking one twice; NaN beyond `last` labels.

    Runs of the same seed begin with the same labels, and a comparison gets the same vote, drawn
    from its real ones, in all of them: differences between rules are paired.
    """
    run = _Run(pool, held_out, rule, settings, seed)
    run.ask(run.first_batch(np.random.default_rng([seed, 1])))
    rng = np.random.default_rng([seed, 2])
    rows: list[tuple[float, ...]] = []
    for checkpoint in settings.checkpoints:
        if checkpoint > last:
            rows.append((np.nan,) * 4)
            continue
        while len(run.asked) < checkpoint:
            run.ask(run.next_batch(checkpoint - len(run.asked), rng))
        lift = run.lift.log_loss.mean if run.lift else np.nan
        rows.append((*run.judge(), 1 - float(np.mean(run.at_random)), lift))
    return RunResult(*np.array(rows, dtype=np.float64).T)


class _Run:
    def __init__(
        self,
        pool: PreferencePool,
        held_out: BoolArray,
        rule: Rule | AdaptiveRule,
        settings: RunSettings,
        seed: int,
    ) -> None:
        self.pool, self.rule, self.settings = pool, rule, settings
        self.train, self.test = np.flatnonzero(~held_out), np.flatnonzero(held_out)
        _, self.prompts = np.unique(np.array(pool.prompts), return_inverse=True)
        self.answers = _drawn_votes(pool.votes, np.random.default_rng([seed, 0]))  # (N, 3)
        self.open = ~held_out
        self.asked: list[int] = []
        self.at_random: list[bool] = []
        self.posterior = prior_posterior(
            pool.phi.shape[1], prior_precision=settings.prior_precision
        )
        self.lift: Lift | None = None
        self.fitted = 0  # answers at the last refit
        self.measured = 0  # answers at the last measurement of the lift

    def candidates(self, rows: IntArray) -> Candidates:
        a, b = self.pool.pairs[rows].T
        return Candidates(self.pool.phi, a, b, self.prompts[rows])

    def features(self, rows: IntArray) -> FloatArray:
        return self.candidates(rows).features()

    def first_batch(self, rng: np.random.Generator) -> Selection:
        return self._at_pool(
            select_batch(
                "random",
                self.posterior,
                self.candidates(np.flatnonzero(self.open)),
                self.settings.cold_start,
                rng=rng,
            )
        )

    def next_batch(self, room: int, rng: np.random.Generator) -> Selection:
        wanted = int(len(self.asked) * self.settings.batch_share)
        wanted = min(max(wanted, self.settings.least_batch), self.settings.most_batch, room)
        here = self.candidates(np.flatnonzero(self.open))
        whole = self.candidates(self.train)
        if isinstance(self.rule, AdaptiveRule):
            self._measure()
            return self._at_pool(
                select_adaptive_batch(
                    self.rule, self.lift, self.posterior, here, wanted, rng=rng, population=whole
                )
            )
        return self._at_pool(
            select_batch(self.rule, self.posterior, here, wanted, rng=rng, population=whole)
        )

    def _at_pool(self, selection: Selection) -> Selection:
        rows = np.flatnonzero(self.open)[selection.indices]
        return Selection(rows, selection.scores, selection.at_random, selection.propensities)

    def ask(self, batch: Selection) -> None:
        self.open[batch.indices] = False
        self.asked += batch.indices.tolist()
        self.at_random += batch.at_random.tolist()
        if self.rule == "random":
            return  # nobody looks at the head before the next checkpoint
        if len(self.asked) >= self.fitted * self.settings.refit_growth:
            self._refit()
            return
        for x, answer in zip(
            self.features(batch.indices), self.answers[batch.indices], strict=True
        ):
            self.posterior = learn(self.posterior, x, answer)

    def _refit(self) -> None:
        rows = np.array(self.asked)
        self.posterior = fit_with_random_share(
            self.features(rows),
            self.answers[rows],
            self.at_random,
            prior_precision=self.settings.prior_precision,
            start=self.posterior,
        )
        self.fitted = len(rows)

    def _measure(self) -> None:
        if len(self.asked) < self.measured * self.settings.lift_growth:
            return
        rows = np.array(self.asked)
        self.lift = measure_lift(
            self.features(rows),
            self.answers[rows],
            self.at_random,
            self.prompts[rows].tolist(),
            prior_precision=self.settings.prior_precision,
            splits=1,
        )
        self.measured = len(rows)

    def judge(self) -> tuple[float, float]:
        """Accuracy and log-loss on the comparisons held out."""
        if self.fitted < len(self.asked):
            self._refit()
        predicted = predict_outcomes(self.posterior, self.features(self.test))
        right, votes = self.pool.right[self.test], self.pool.votes[self.test]
        sides = np.stack([right == 1, right == -1, right == 0], axis=1).astype(np.float64)
        decided = right != 0
        return (
            metrics.accuracy(predicted[decided], sides[decided]),
            metrics.log_loss(predicted, votes / votes.sum(axis=1, keepdims=True)),
        )


def _drawn_votes(votes: IntArray, rng: np.random.Generator) -> FloatArray:
    """One of each comparison's real votes, (N, 3), drawn uniformly from counts (N, 3)."""
    upto = np.cumsum(votes, axis=1)
    ticket = rng.random(len(votes)) * upto[:, -1]
    drawn: FloatArray = np.eye(3)[(ticket[:, None] >= upto).sum(axis=1)]
    return drawn
