"""What a rater's answers show by themselves: sides, lengths, pace, agreement. N answers, K raters.

Everything is a count out of a total, by rater, so that an interval can be put around it.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from rewardmodel.learning.arrays import BoolArray, FloatArray, IntArray
from rewardmodel.learning.measuring.agreement import Votes, last_of_each

# Nobody reads so many characters a second; skimming is about half of it.
FASTEST_READING = 100.0
# However short the texts are, a choice takes some time.
FASTEST_CHOICE = 0.5
TIE = 1  # place in agreement.ORDER


class Tally(NamedTuple):
    """How many of how many, by rater: (K,) each."""

    right: FloatArray
    total: FloatArray


def _tally(right: npt.ArrayLike, total: npt.ArrayLike, rater: IntArray, raters: int) -> Tally:
    """Sums of both (N,) by rater."""
    columns = [np.asarray(column, dtype=np.float64) for column in (right, total)]
    sums = [np.bincount(rater, column, raters).astype(np.float64) for column in columns]
    return Tally(sums[0], sums[1])


def tally(true: BoolArray, counts: BoolArray, rater: IntArray, raters: int) -> Tally:
    """How often something is true of the rows (N,) that count, by rater (N,) of 0 to K - 1."""
    return _tally(true & counts, counts, rater, raters)


def too_fast(seconds: FloatArray, characters: FloatArray) -> BoolArray:
    """Whether an answer came before its texts can have been read (N,).

    Args:
        seconds: what the answer took; characters: of both responses.
    """
    least = np.maximum(FASTEST_CHOICE, characters / FASTEST_READING)
    return np.asarray(seconds < least, dtype=np.bool_)


def agreement_with_others(votes: Votes, raters: int) -> Tally:
    """How often each rater's answer foretells another's to the same comparison, ties half right.

    Of several answers of one rater to a comparison the last counts.
    """
    if not len(votes):
        return Tally(np.zeros(raters), np.zeros(raters))
    votes = votes.at(last_of_each(votes))
    _, unit = np.unique(votes.unit, return_inverse=True)
    size = int(unit.max()) + 1
    counts = np.bincount(unit * 3 + votes.answer, minlength=size * 3).reshape(size, 3)
    others = counts[unit].astype(np.float64)
    rows = np.arange(len(votes))
    others[rows, votes.answer] -= 1
    total = others.sum(axis=1)
    decided = others[rows, votes.answer] + others[:, TIE] / 2
    right = np.where(votes.answer == TIE, total / 2, decided)
    known = votes.rater >= 0
    return _tally(right[known], total[known], votes.rater[known], raters)


def agreement_with_oneself(
    question: IntArray, answer: IntArray, rater: IntArray, raters: int
) -> Tally:
    """How often a rater's answer to a question asked before is the one given then.

    Args:
        question: (N,) the same number for the same texts; answer: (N,) what was said of them,
            the texts being in a fixed order; both in the order in which they were given.
    """
    order = np.lexsort((np.arange(len(question)), question, rater))
    q, a, r = question[order], answer[order], rater[order]
    again = (q[1:] == q[:-1]) & (r[1:] == r[:-1])
    same = again & (a[1:] == a[:-1])
    return _tally(same, again, r[1:], raters)
