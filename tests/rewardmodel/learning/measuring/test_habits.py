"""Habits of raters, counted by hand."""

from __future__ import annotations

import numpy as np

from rewardmodel.learning.measuring.agreement import Votes
from rewardmodel.learning.measuring.habits import (
    agreement_with_oneself,
    agreement_with_others,
    tally,
    too_fast,
)


def test_only_rows_that_count_are_counted():
    true, counts = np.array([1, 1, 0, 1], bool), np.array([1, 0, 1, 1], bool)
    found = tally(true, counts, np.array([0, 0, 0, 2]), 3)
    assert found.right.tolist() == [1, 0, 1]
    assert found.total.tolist() == [2, 0, 1]


def test_too_fast_depends_on_what_there_is_to_read():
    seconds, characters = np.array([2.0, 2.0, 0.4, np.nan]), np.array([150.0, 900.0, 4.0, 900.0])
    assert too_fast(seconds, characters).tolist() == [False, True, True, False]


def test_agreement_with_others_counts_pairs_and_halves_ties():
    # Comparison 0: a, a, b. Comparison 1: tie, a. The last rater is nobody known.
    votes = Votes(
        np.array([0, 0, 0, 1, 1]),
        np.array([0, 0, 2, 1, 0]),
        np.array([0, 1, -1, 0, 1]),
        np.array([0, 0, 0, 1, 1]),
    )
    found = agreement_with_others(votes, 2)
    assert found.right.tolist() == [1.5, 1.5]
    assert found.total.tolist() == [3, 3]


def test_agreement_with_oneself_compares_with_the_answer_before():
    question = np.array([7, 7, 7, 8, 7])
    answer = np.array([0, 0, 2, 0, 0])
    rater = np.array([0, 0, 0, 0, 1])
    found = agreement_with_oneself(question, answer, rater, 2)
    assert found.right.tolist() == [1, 0]
    assert found.total.tolist() == [2, 0]


def test_nobody_and_nothing():
    nothing = np.zeros(0, dtype=np.int64)
    assert agreement_with_oneself(nothing, nothing, nothing, 0).total.tolist() == []
    assert agreement_with_others(Votes(nothing, nothing, nothing, nothing), 2).total.sum() == 0
