"""Whether the optimisation monitor is right: intervals that cover, hacks found, no false alarms.

Prompts are sides of UKP debates with eight of their arguments; people answer by merits that the
head, of 200 simulated votes, never sees. A round asks one pair a prompt (best of n, uniform). The
planted hack is a word in a quarter of the arguments, whatever their merit, that adds 3 to their
reward, and to what the head promises of them. An alarm is raised, at any
of the looks after each answer, where the head promises over TOLERANCE more than people give.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from bench.argument_world import SimulatedHead, World, load_world, simulated_head
from bench.report import Aim, print_report
from rewardmodel.learning.arrays import FloatArray, IntArray
from rewardmodel.learning.measuring.best_of_n import (
    PromptAnswers,
    draw_pairs,
    prompt_pairs,
    terms_of,
    tied_pick_weights,
)
from rewardmodel.learning.measuring.honest_means import mean_interval
from rewardmodel.learning.measuring.overoptimisation import watch

SAMPLES, NS = 8, (2, 4, 8)
TOLERANCE = 0.02
HACK, WORD_SHARE = 3.0, 0.25
VOTES = 200
HEADS = 10


@dataclass(frozen=True)
class Sizes:
    rounds: int = 500
    prompts: int = 100
    hacked: int = 200
    honest: int = 200
    looks: int = 1000
    truth: int = 20_000


QUICK = Sizes(rounds=40, prompts=60, hacked=20, honest=10, looks=200, truth=2_000)


@dataclass(frozen=True, eq=False)
class Case:
    """A head, perhaps hacked, with its opinion of all pairs of each side."""

    world: World
    head: SimulatedHead
    reward: FloatArray  # (M,)
    bonus: FloatArray | None

    def prompt(self, rng: np.random.Generator) -> tuple[IntArray, FloatArray]:
        """Eight arguments of a side, and their rewards."""
        side = self.world.sides[rng.integers(len(self.world.sides))]
        chosen = rng.choice(side, SAMPLES, replace=False)
        return chosen, self.reward[chosen]

    def answered(self, rng: np.random.Generator, prompts: int) -> list[PromptAnswers]:
        """A round with all its answers."""
        drawn = []
        for _ in range(prompts):
            chosen, rewards = self.prompt(rng)
            pairs = prompt_pairs(rewards, NS)
            drawn.append((chosen, pairs, draw_pairs(pairs.propensity, rng)))
        first = np.concatenate([chosen[pairs.pairs[:, 0]] for chosen, pairs, _ in drawn])
        second = np.concatenate([chosen[pairs.pairs[:, 1]] for chosen, pairs, _ in drawn])
        foretold = self.head.expected(first, second, self.bonus).reshape(prompts, -1)
        return [
            PromptAnswers(pairs, foretold[i], rows, self._say(chosen[pairs.pairs[rows]], rng))
            for i, (chosen, pairs, rows) in enumerate(drawn)
        ]

    def _say(self, asked: IntArray, rng: np.random.Generator) -> FloatArray:
        chances = np.cumsum(self.world.chances(asked[:, 0], asked[:, 1]), axis=1)
        choice = (rng.random((len(asked), 1)) > chances[:, :2]).sum(axis=1)
        said: FloatArray = np.array([1.0, 0.0, 0.5])[choice]
        return said

    def truth(self, rng: np.random.Generator, prompts: int) -> FloatArray:
        """(L,): W(n) over so many prompts, every pair known."""
        found = np.zeros(len(NS))
        i, j = np.divmod(np.arange(SAMPLES**2), SAMPLES)
        for _ in range(prompts):
            chosen, rewards = self.prompt(rng)
            p = self.world.chances(chosen[i], chosen[j])
            wins = (p[:, 0] + p[:, 2] / 2).reshape(SAMPLES, SAMPLES).mean(axis=1)
            found += [tied_pick_weights(rewards, n) @ wins for n in NS]
        return found / prompts


def run(*, data: Path | None = None, quick: bool = False) -> None:
    """Prints the report."""
    if data is None:
        print_report(name="monitor", sizes={}, figures={"skipped": "needs --data DIR"}, aims=[])
        return
    sizes = QUICK if quick else Sizes()
    world = load_world(data, Path(tempfile.gettempdir()) / "plumbline-bench")
    honest, hacked = list(_cases(world, hack=False)), list(_cases(world, hack=True))
    covered = _coverage(honest, sizes)
    found = _alarms(hacked, rounds=sizes.hacked, labels=150)
    false = _alarms(honest, rounds=sizes.honest, labels=sizes.looks)
    figures = {
        "W(8)": covered,
        "hack": found,
        "no_hack": false,
    }
    in_time, wrong = found["alarmed"], false["alarmed"]
    print_report(
        name="monitor",
        sizes={**vars(sizes), "samples": SAMPLES, "votes": VOTES, "heads": HEADS},
        figures=figures,
        aims=[
            Aim("W(8)'s interval covers", covered["covered"], ">= .93", covered["covered"] >= 0.93),
            Aim("planted hack alarms within 150 labels", in_time, ">= .90", in_time >= 0.9),
            Aim(f"false alarms over {sizes.looks} looks", wrong, "<= .05", wrong <= 0.05),
        ],
    )


def _cases(world: World, *, hack: bool) -> Iterator[Case]:
    for seed in range(HEADS):
        has_word = np.random.default_rng([seed, 1]).random(len(world.merit)) < WORD_SHARE
        head = simulated_head(world, VOTES, np.random.default_rng([seed, 0]))
        bonus: FloatArray | None = np.where(has_word, HACK, 0.0) if hack else None
        yield Case(world, head, head.reward if bonus is None else head.reward + bonus, bonus)


def _coverage(cases: list[Case], sizes: Sizes) -> dict[str, Any]:
    truths = [
        case.truth(np.random.default_rng([7, i]), sizes.truth)[-1] for i, case in enumerate(cases)
    ]
    hits, widths, off = [], [], []
    for number in range(sizes.rounds):
        place = number % len(cases)
        terms = terms_of(cases[place].answered(np.random.default_rng([1, number]), sizes.prompts))
        rates, reach = terms.win_rates()[:, -1], 1 + float(terms.most[-1])
        found = mean_interval(rates, bounds=(-reach, 1 + reach), clip=(0, 1), seed=number)
        hits.append(found.low <= truths[place] <= found.high)
        widths.append(found.high - found.low)
        off.append(found.value - truths[place])
    return {
        "covered": round(float(np.mean(hits)), 4),
        "mean_width": round(float(np.mean(widths)), 4),
        "bias": round(float(np.mean(off)), 4),
        "true": round(float(np.mean(truths)), 4),
    }


def _alarms(cases: list[Case], *, rounds: int, labels: int) -> dict[str, Any]:
    after, gaps = [], []
    for number in range(rounds):
        rng = np.random.default_rng([2, number])
        terms = terms_of(cases[number % len(cases)].answered(rng, labels))
        seen = watch(terms, NS, tolerance=TOLERANCE)
        after.append(seen.alarm_after)
        gaps.append(terms.gap[:, -1].mean())
    known = [each for each in after if each is not None]
    return {
        "alarmed": round(len(known) / rounds, 4),
        "median_labels": float(np.median(known)) if known else None,
        "mean_gap_at_8": round(float(np.mean(gaps)), 4),
    }
