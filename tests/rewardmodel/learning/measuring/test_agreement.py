"""Agreement: held against the krippendorff package, textbook figures, and known truths."""

from __future__ import annotations

import time

import krippendorff
import numpy as np
import pytest

from rewardmodel.learning.measuring.agreement import (
    Votes,
    cohen_kappa,
    measure_agreement,
)


def votes_of_matrix(matrix: np.ndarray) -> Votes:
    """A (raters, units) matrix of answers 0 to 2, NaN where there is none."""
    rater, unit = np.nonzero(~np.isnan(matrix))
    answer = matrix[rater, unit].astype(np.int64)
    return Votes(unit, answer, rater, unit)


def random_matrix(seed: int, raters: int = 5, units: int = 60) -> np.ndarray:
    """People who mostly follow one truth, with gaps."""
    rng = np.random.default_rng(seed)
    truth = rng.integers(3, size=units)
    own = rng.integers(3, size=(raters, units))
    matrix = np.where(rng.random((raters, units)) < 0.6, truth, own).astype(np.float64)
    matrix[rng.random((raters, units)) < 0.4] = np.nan
    return matrix


@pytest.mark.parametrize("level", ["nominal", "ordinal"])
@pytest.mark.parametrize("seed", range(12))
def test_alpha_is_that_of_the_krippendorff_package(seed, level):
    matrix = random_matrix(seed, raters=2 + seed % 4, units=5 + 20 * seed)
    theirs = krippendorff.alpha(matrix, level_of_measurement=level, value_domain=[0, 1, 2])
    ours = measure_agreement(votes_of_matrix(matrix), draws=10)
    figure = ours.alpha_ordinal if level == "ordinal" else ours.alpha_nominal
    assert figure.value == pytest.approx(theirs, abs=1e-9)


def test_cohens_textbook_table():
    # 20 yes-yes, 5 yes-no, 10 no-yes, 15 no-no: kappa is .4.
    first = np.repeat([0, 0, 2, 2], [20, 5, 10, 15])
    second = np.repeat([0, 2, 0, 2], [20, 5, 10, 15])
    votes = votes_of_matrix(np.stack([first, second]).astype(float))
    kappa = cohen_kappa(votes)
    assert kappa.value == pytest.approx(0.4)
    assert kappa.low < 0.4 < kappa.high


def test_fleiss_with_the_same_number_of_answers_everywhere():
    # Counted by hand: units aab, bbb, tie tie a.
    matrix = np.array([[0, 2, 1], [0, 2, 1], [2, 2, 0]], dtype=float)
    observed = (1 / 3 + 1 + 1 / 3) / 3
    expected = (3 / 9) ** 2 + (2 / 9) ** 2 + (4 / 9) ** 2
    found = measure_agreement(votes_of_matrix(matrix))
    assert found.fleiss.value == pytest.approx((observed - expected) / (1 - expected))
    assert found.raw.value == pytest.approx((1 + 3 + 1) / 9)


def test_a_tie_is_half_right_in_the_score_that_accuracy_is_held_against():
    matrix = np.array([[0, 0, 1, 0], [0, 2, 1, 1]], dtype=float)  # same, apart, two ties, one tie
    found = measure_agreement(votes_of_matrix(matrix))
    assert found.score.value == pytest.approx((1 + 0 + 0.5 + 0.5) / 4)
    assert found.raw.value == pytest.approx(2 / 4)


def test_nothing_answered_twice_gives_no_figures():
    found = measure_agreement(votes_of_matrix(np.array([[0.0, 1.0, 2.0]])))
    assert (found.units, found.pairs) == (0, 0)
    assert np.isnan(found.alpha_nominal.value)
    assert np.isnan(found.cohen.value)


def test_all_the_same_is_full_raw_agreement_and_no_kappa():
    found = measure_agreement(votes_of_matrix(np.zeros((2, 9))))
    assert found.raw.value == 1
    assert np.isnan(found.alpha_nominal.value)
    assert np.isnan(found.fleiss.value)


def test_unknown_raters_count_for_alpha_and_not_for_cohen():
    votes = votes_of_matrix(random_matrix(3))
    nobody = Votes(votes.unit, votes.answer, np.full(len(votes), -1), votes.group)
    assert measure_agreement(nobody).alpha_nominal == measure_agreement(votes).alpha_nominal
    assert np.isnan(cohen_kappa(nobody).value)


def test_intervals_cover_the_truth():
    """Two raters who agree with probability .7 on units in groups of three: 95 % cover it."""
    covered = 0
    for seed in range(120):
        rng = np.random.default_rng(seed)
        first = rng.integers(2, size=240) * 2
        second = np.where(rng.random(240) < 0.7, first, 2 - first)
        units = np.arange(240)
        votes = Votes(
            np.tile(units, 2),
            np.concatenate([first, second]),
            np.repeat([0, 1], 240),
            np.tile(units // 3, 2),
        )
        raw = measure_agreement(votes, draws=200).raw
        covered += raw.low <= 0.7 <= raw.high
    assert covered >= 0.9 * 120


def test_groups_that_answer_as_one_widen_the_interval():
    matrix = np.repeat(random_matrix(1, raters=2, units=40), 10, axis=1)
    votes = votes_of_matrix(matrix)
    together = Votes(votes.unit, votes.answer, votes.rater, votes.unit // 10)
    apart, grouped = measure_agreement(votes).raw, measure_agreement(together).raw
    assert grouped.high - grouped.low > 2 * (apart.high - apart.low)


def test_a_hundred_thousand_answers_take_about_a_second():
    rng = np.random.default_rng(0)
    unit = np.repeat(np.arange(33_334), 3)
    votes = Votes(
        unit, rng.integers(3, size=len(unit)), rng.integers(40, size=len(unit)), unit // 4
    )
    start = time.process_time()
    measure_agreement(votes)
    assert time.process_time() - start < 5  # generous: a busy machine is slow, not wrong
