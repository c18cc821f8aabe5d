"""Whether figures from 300 human answers and a judge's predictions cover, and what they save.

The population is all UKP comparisons with their real votes; a resample asks some of them, one real
vote each, drawn anew. Three figures, each with five judges: how often the longer argument wins, how
often the head is right, and the strengths of arguments by length (four groups, as a leaderboard).
Uniform: 300 drawn alike, PPI++. Active: asked more often where the head is unsure, never below a
tenth of the mean rate. The truth is the same figure of all votes. Widths are against the same
number of answers asked uniformly without predictions.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from bench.preference_pools import PreferencePool, ukp_pool
from bench.report import Aim, print_report
from rewardmodel.learning.arrays import FloatArray, IntArray
from rewardmodel.learning.encoders.features import comparison_features
from rewardmodel.learning.head.fitting import folds_by_group
from rewardmodel.learning.head.posterior import fit_posterior, predict_outcomes
from rewardmodel.learning.measuring.leaderboard import Games, fit_leaderboard
from rewardmodel.learning.measuring.valid_inference import (
    Sample,
    Tuned,
    tuned_leaderboard,
    tuned_mean,
)

LABELS = 300
RESAMPLES = 2000
QUICK_RESAMPLES = 100
LENGTHS = 4
FLOOR = 0.1  # of the mean rate: pi is never below
DESIGNS = ("uniform", "active")
AIMED = {"uniform": 0.95, "active": 0.88}
HALF = np.array([1.0, 0.0, 0.5])


@dataclass(frozen=True, eq=False)
class Population:
    """N comparisons, with what people say of them and what judges foretell."""

    shares: FloatArray  # (N, 3) of the real votes
    longer: FloatArray  # (N,) 1 where a is longer, 0 where b
    head: FloatArray  # (N, 3) by heads of other debates
    judges: dict[str, FloatArray]  # each (N, 3)
    games: Games  # of the comparisons between groups of lengths
    between: IntArray  # rows of those
    strengths: FloatArray  # (LENGTHS,) by all votes


@dataclass(eq=False)
class Tally:
    """What became of the resamples of one figure."""

    hits: list[float] = field(default_factory=list)
    widths: list[float] = field(default_factory=list)
    alone: list[float] = field(default_factory=list)

    def add(self, found: Tuned, truth: FloatArray, alone: FloatArray) -> None:
        for k, right in enumerate(truth):
            interval = found.interval(k)
            self.hits.append(interval.low <= right <= interval.high)
            self.widths.append(found.error[k])
            self.alone.append(alone[k])

    def figures(self) -> dict[str, float]:
        ratio = np.mean(self.widths) / np.mean(self.alone)
        return {
            "coverage": round(float(np.mean(self.hits)), 4),
            "width_to_people_alone": round(float(ratio), 4),
        }


def run(*, data: Path | None = None, quick: bool = False) -> None:
    """Prints the report."""
    name = "valid_inference"
    if data is None:
        print_report(name=name, sizes={}, figures={"skipped": "needs --data DIR"}, aims=[])
        return
    cache = Path(tempfile.gettempdir()) / "plumbline-bench"
    population = _population(ukp_pool(data, cache, "layer 3"))
    resamples = QUICK_RESAMPLES if quick else RESAMPLES
    tallies: dict[tuple[str, str, str], Tally] = {}
    for number in range(resamples):
        rng = np.random.default_rng([3, number])
        people: dict[str, FloatArray] = {}
        for design in DESIGNS:  # uniform first: it says what people alone come to
            for (figure, judge), found, truth in _resample(population, design, rng):
                alone = people.setdefault(figure, found.alone_error)
                tallies.setdefault((figure, design, judge), Tally()).add(found, truth, alone)
    figures: dict[str, Any] = {}
    for (figure, design, judge), tally in tallies.items():
        figures.setdefault(figure, {}).setdefault(design, {})[judge] = tally.figures()
    sizes = {"comparisons": len(population.longer), "labels": LABELS, "resamples": resamples}
    print_report(name=name, sizes=sizes, figures=figures, aims=list(_aims(figures)))


def _population(pool: PreferencePool) -> Population:
    shares = pool.votes / pool.votes.sum(axis=1, keepdims=True)
    a, b = pool.pairs.T
    length = pool.phi[:, -2]
    group = np.searchsorted(np.quantile(length, [0.25, 0.5, 0.75]), length)
    between = np.flatnonzero(group[a] != group[b])
    head = _held_out_head(pool, shares)
    rng = np.random.default_rng(0)
    # A good judge tells the majority four times in five; a bad one says what it likes.
    right = np.where(rng.random((len(a), 1)) < 0.8, shares, shares[:, [1, 0, 2]])
    noise = rng.dirichlet(np.ones(3), len(a))
    judges = {"head": head, "good": right, "bad": noise, "adversarial": right[:, [1, 0, 2]]}
    games = Games(group[a][between], group[b][between], shares[between], np.arange(len(between)))
    longer = (length[a] > length[b]).astype(np.float64)
    strengths = fit_leaderboard(games, LENGTHS).strength
    return Population(shares, longer, head, judges, games, between, strengths)


def _held_out_head(pool: PreferencePool, shares: FloatArray) -> FloatArray:
    """(N, 3): each debate by a head of all the others."""
    a, b = pool.pairs.T
    x = comparison_features(pool.phi[a], pool.phi[b], np.zeros(len(a)))
    found = np.zeros((len(a), 3))
    fold = folds_by_group(pool.groups, 5)
    for held_out in (fold == k for k in range(5)):
        fit = fit_posterior(x[~held_out], shares[~held_out])
        found[held_out] = predict_outcomes(fit, x[held_out])
    return found


def _votes(shares: FloatArray, rng: np.random.Generator) -> FloatArray:
    upto = np.cumsum(shares, axis=1)
    return np.asarray(np.eye(3)[(rng.random((len(shares), 1)) > upto[:, :2]).sum(axis=1)])


def _sample(population: Population, design: str, rng: np.random.Generator) -> Sample:
    n = len(population.longer)
    rate, rows = LABELS / n, np.arange(n)
    if design == "uniform":
        asked = np.zeros(n, dtype=np.bool_)
        asked[rng.choice(n, LABELS, replace=False)] = True
        return Sample(asked, np.full(n, rate), rows)
    expected = population.head @ HALF
    unsure = np.sqrt(population.head @ HALF**2 - expected**2)
    propensity = np.maximum(rate * unsure / unsure.mean(), FLOOR * rate)
    propensity = np.minimum(propensity * LABELS / propensity.sum(), 1.0)
    return Sample(rng.random(n) < propensity, propensity, rows)


def _questions(population: Population) -> Iterator[tuple[str, FloatArray]]:
    """Figures that are means: the sign (N,) with which an answer for a counts."""
    yield "longer_wins", 2 * population.longer - 1
    yield "head_is_right", np.sign(population.head[:, 0] - population.head[:, 1])


def _toward(targets: FloatArray, sign: FloatArray) -> FloatArray:
    """(N,): the answer as 1 where it agrees with the sign, 0 where not, half for ties."""
    found: FloatArray = 0.5 + sign * (targets[:, 0] - targets[:, 1]) / 2
    return found


Found = tuple[tuple[str, str], Tuned, FloatArray]


def _resample(population: Population, design: str, rng: np.random.Generator) -> Iterator[Found]:
    sample, votes = _sample(population, design, rng), _votes(population.shares, rng)
    for name, sign in _questions(population):
        truth = np.array([_toward(population.shares, sign).mean()])
        for judge, p in population.judges.items():
            tuned = tuned_mean(sample, _toward(votes, sign), _toward(p, sign))
            yield (name, judge), tuned, truth
    rows, games = population.between, population.games
    part = Sample(sample.asked[rows], sample.propensity[rows], np.arange(len(rows)))
    answered = Games(games.first, games.second, votes[rows], games.group)
    for judge, p in population.judges.items():
        tuned = tuned_leaderboard(part, answered, p[rows], LENGTHS)
        yield ("strengths", judge), tuned, population.strengths


def _aims(figures: dict[str, Any]) -> Iterator[Aim]:
    cells = [
        (figure, design, judge, cell)
        for figure, designs in figures.items()
        for design, judges in designs.items()
        for judge, cell in judges.items()
    ]
    coverage = [cell["coverage"] for *_, cell in cells]
    yield Aim("least coverage of all", min(coverage), ">= .94", min(coverage) >= 0.94)
    yield Aim("greatest coverage of all", max(coverage), "<= .96", max(coverage) <= 0.96)
    widest = max(c["width_to_people_alone"] for _, design, _, c in cells if design == "uniform")
    yield Aim("widest, uniform, to people alone", widest, "<= 1.01", widest <= 1.01)
    for design, aim in AIMED.items():
        ratio = figures["longer_wins"][design]["head"]["width_to_people_alone"]
        yield Aim(f"win rate's width, head, {design}", ratio, f"<= {aim}", ratio <= aim)
