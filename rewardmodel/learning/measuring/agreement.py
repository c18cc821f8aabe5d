"""How far people agree: raw, Cohen's and Fleiss' kappa, Krippendorff's alpha, with intervals.

Answers are a, tie or b, in this order. A unit is a comparison; only units that at least two
answered say anything. A rater has one answer to a unit, the last; how far several of one rater
agree is a figure of its own. All figures but Cohen's are functions of sums over units, so the
bootstrap draws whole groups of units (those of one prompt, which share their responses) by their
sums.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rewardmodel.learning.arrays import FloatArray, IntArray
from rewardmodel.learning.measuring.intervals import (
    NOTHING,
    Interval,
    bootstrapped,
    percentile_interval,
    sums_by_group,
)
from rewardmodel.learning.measuring.metrics import wilson_interval

# The order that makes a tie lie between the two sides; answers are numbered by it.
ORDER = ("a", "tie", "b")
DRAWS = 500
# Each draw of Cohen's kappa passes over all pairs of answers again, so there are fewer.
KAPPA_DRAWS = 200
# Columns of what a unit contributes: coincidences, then the rest.
_PAIRS, _SAME, _HALVES, _OBSERVED, _UNITS = 9, 10, 11, 12, 13
_COUNTS = slice(14, 17)


@dataclass(frozen=True)
class Agreement:
    """What the answers of several people to the same comparisons say of each other.

    ``raw`` is the share of pairs of answers that are the same; ``score`` how often one answer of
    a pair foretells the other, ties being half right: what a model's accuracy can be held
    against. Cohen's kappa is the mean over pairs of people, weighted by what both answered.
    ``own`` is the share of the ``own_pairs`` of answers that one rater gave to one unit which are
    the same.
    """

    units: int
    pairs: int
    raw: Interval
    score: Interval
    cohen: Interval
    fleiss: Interval
    alpha_nominal: Interval
    alpha_ordinal: Interval
    own_pairs: int
    own: Interval


@dataclass(frozen=True, eq=False)
class Votes:
    """N answers: what each is about, what it says, who gave it. All (N,)."""

    unit: IntArray
    answer: IntArray  # place in ORDER
    rater: IntArray  # -1 where unknown
    group: IntArray  # of units, usually the prompt

    def __len__(self) -> int:
        return len(self.unit)

    def at(self, rows: npt.NDArray[np.bool_]) -> Votes:
        """Those of the rows alone."""
        return Votes(self.unit[rows], self.answer[rows], self.rater[rows], self.group[rows])


def measure_agreement(votes: Votes, *, draws: int = DRAWS, seed: int = 0) -> Agreement:
    """Every figure of agreement, with 95 % bootstrap intervals over groups (Wilson's for ``own``).

    Votes come in any order but that of one rater's to one unit, whose last counts.

    Figures are NaN where they are not defined: nothing was answered twice, or (kappas and alphas)
    every answer is the same.
    """
    own_pairs, same = _own_pairs(votes)
    votes = votes.at(last_of_each(votes))
    counts, group = _counts(votes)
    units = unit_sums(counts)
    _, numbered = np.unique(group, return_inverse=True)
    found = bootstrapped(sums_by_group(units, numbered), _STATISTICS, draws=draws, seed=seed)
    return Agreement(
        units=len(units),
        pairs=round(float(units[:, _PAIRS].sum())),
        cohen=cohen_kappa(votes, draws=round(draws * KAPPA_DRAWS / DRAWS), seed=seed),
        own_pairs=own_pairs,
        own=Interval(same / own_pairs, *wilson_interval(same, own_pairs)) if own_pairs else NOTHING,
        **found,
    )


def last_of_each(votes: Votes) -> npt.NDArray[np.bool_]:
    """(N,): which answers are the last of their rater to their unit. Those of unknown raters all
    are: each is somebody's."""
    kept = np.ones(len(votes), dtype=np.bool_)
    known = np.flatnonzero(votes.rater >= 0)
    place = np.stack([votes.unit[known], votes.rater[known]], axis=1)
    # The first in reversed order is the last.
    _, last = np.unique(place[::-1], axis=0, return_index=True)
    kept[known] = False
    kept[known[::-1][last]] = True
    return kept


def _own_pairs(votes: Votes) -> tuple[int, float]:
    """Pairs of answers of one rater to one unit, and how many of them are the same."""
    known = votes.at(votes.rater >= 0)
    if not len(known):
        return 0, 0.0
    place = np.stack([known.unit, known.rater], axis=1)
    _, numbered = np.unique(place, axis=0, return_inverse=True)
    counts = np.bincount(numbered.reshape(-1) * 3 + known.answer, minlength=3).astype(np.float64)
    counts = np.pad(counts, (0, -len(counts) % 3)).reshape(-1, 3)
    n = counts.sum(axis=1)
    pairs, same = (n * (n - 1)).sum() / 2, (counts * (counts - 1)).sum() / 2
    return round(float(pairs)), float(same)


def unit_sums(counts: FloatArray) -> FloatArray:
    """What each unit with two or more answers adds to the totals: (U, 3) -> (V, 17)."""
    n = counts[counts.sum(axis=1) > 1]
    m = n.sum(axis=1, keepdims=True)
    together = (n[:, :, None] * n[:, None, :] - n[:, :, None] * np.eye(3)).reshape(-1, 9)
    pairs = m[:, 0] * (m[:, 0] - 1) / 2
    same = (n * (n - 1)).sum(axis=1) / 2
    decided = m[:, 0] - n[:, 1]
    without_tie = decided * (decided - 1) / 2
    halves = same - n[:, 1] * (n[:, 1] - 1) / 2 + (pairs - without_tie) / 2
    observed = same / np.maximum(pairs, 1)
    rest = np.column_stack([pairs, same, halves, observed, np.ones(len(n))])
    return np.hstack([together / np.maximum(m - 1, 1), rest, n])


def cohen_kappa(votes: Votes, *, draws: int = KAPPA_DRAWS, seed: int = 0) -> Interval:
    """Mean over pairs of raters of Cohen's kappa, weighted by the units that both answered.

    With two raters it is Cohen's (1960); with more, Light's (1971) with weights. Answers of
    unknown raters, and second answers of a rater to a unit, are left out.
    """
    pair, cell, group = _rater_pairs(votes)
    if len(pair) == 0:
        return NOTHING
    names, pair = np.unique(pair, return_inverse=True)
    prompts, group = np.unique(group, return_inverse=True)
    place, size = pair * 9 + cell, len(names) * 9
    rng = np.random.default_rng(seed)
    drawn = []
    for _ in range(draws):
        picked = rng.integers(len(prompts), size=len(prompts))
        weights = np.bincount(picked, minlength=len(prompts)).astype(np.float64)
        drawn.append(_mean_kappa(np.bincount(place, weights[group], size)))
    value = _mean_kappa(np.bincount(place, np.ones(len(place)), size))
    return percentile_interval(value, np.array(drawn))


def _counts(votes: Votes) -> tuple[FloatArray, IntArray]:
    """Counts (U, 3) of units with two answers or more, and their groups (U,)."""
    _, first, numbered = np.unique(votes.unit, return_index=True, return_inverse=True)
    flat = np.bincount(numbered * 3 + votes.answer, minlength=len(first) * 3)
    counts = flat.reshape(-1, 3).astype(np.float64)
    several = counts.sum(axis=1) > 1
    return counts[several], votes.group[first][several]


def _rater_pairs(votes: Votes) -> tuple[IntArray, IntArray, IntArray]:
    """Each pair of answers of two raters to a unit: the raters, the cell of 9, the group."""
    known = votes.at(votes.rater >= 0)
    raters = int(known.rater.max(initial=0)) + 1
    _, once = np.unique(known.unit * raters + known.rater, return_index=True)
    unit, rater = known.unit[once], known.rater[once]  # by unit, then by rater
    answer, group = known.answer[once], known.group[once]
    pairs, cells, groups = [], [], []
    most = int(np.unique(unit, return_counts=True)[1].max(initial=0))
    for step in range(1, most):
        (row,) = np.nonzero(unit[:-step] == unit[step:])
        pairs.append(rater[row] * raters + rater[row + step])
        cells.append(answer[row] * 3 + answer[row + step])
        groups.append(group[row])
    nobody = np.zeros(0, dtype=np.int64)
    return (
        np.concatenate([nobody, *pairs]),
        np.concatenate([nobody, *cells]),
        np.concatenate([nobody, *groups]),
    )


def _mean_kappa(cells: npt.ArrayLike) -> float:
    """From the tables (P 9,) of all pairs; pairs whose kappa is not defined have no say."""
    table = np.asarray(cells, dtype=np.float64).reshape(-1, 3, 3)
    n = table.sum(axis=(1, 2))
    table, n = table[n > 0], n[n > 0]
    observed = np.trace(table, axis1=1, axis2=2) / n
    expected = (table.sum(axis=2) * table.sum(axis=1)).sum(axis=1) / n**2
    defined = expected < 1 - 1e-12
    if not defined.any():
        return float("nan")
    kappa = (observed[defined] - expected[defined]) / (1 - expected[defined])
    return float(np.average(kappa, weights=n[defined]))


def _ratio(over: FloatArray, under: FloatArray) -> FloatArray:
    """over / under, NaN where under is 0."""
    empty = np.abs(under) < 1e-12
    found: FloatArray = np.where(empty, np.nan, over / np.where(empty, 1.0, under))
    return found


def _alpha(totals: FloatArray, *, ordinal: bool) -> FloatArray:
    """1 - observed / expected disagreement, from totals (..., 17)."""
    together = totals[..., :9].reshape(*totals.shape[:-1], 3, 3)
    n = together.sum(axis=-1)
    distance = _ordinal_distances(n) if ordinal else 1 - np.eye(3)
    observed = (together * distance).sum(axis=(-2, -1))
    apart = n[..., :, None] * n[..., None, :]
    expected = (apart * distance).sum(axis=(-2, -1)) / np.maximum(n.sum(axis=-1) - 1, 1)
    return 1 - _ratio(observed, expected)


def _ordinal_distances(n: FloatArray) -> FloatArray:
    """Squared number of answers that lie between two, half of the two included: (..., 3, 3)."""
    # The place of each answer in the line of all answers; the distance is that of the middles.
    middle = np.cumsum(n, axis=-1) - n / 2
    squared: FloatArray = (middle[..., :, None] - middle[..., None, :]) ** 2
    return squared


def _fleiss(totals: FloatArray) -> FloatArray:
    """Fleiss 1971, units weighing alike however many answered."""
    observed = _ratio(totals[..., _OBSERVED], totals[..., _UNITS])
    counts = totals[..., _COUNTS]
    shares = counts / np.maximum(counts.sum(axis=-1, keepdims=True), 1)
    expected = (shares**2).sum(axis=-1)
    return _ratio(observed - expected, 1 - expected)


_STATISTICS = {
    "raw": lambda totals: _ratio(totals[..., _SAME], totals[..., _PAIRS]),
    "score": lambda totals: _ratio(totals[..., _HALVES], totals[..., _PAIRS]),
    "fleiss": _fleiss,
    "alpha_nominal": lambda totals: _alpha(totals, ordinal=False),
    "alpha_ordinal": lambda totals: _alpha(totals, ordinal=True),
}
