"""Intervals that cover at small sizes, contain what they are of, and never collapse."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import beta

from rewardmodel.learning.measuring.honest_means import mean_interval
from rewardmodel.learning.measuring.metrics import wilson_interval


def test_ten_answers_that_agree_leave_an_interval_with_the_value_inside_it():
    found = mean_interval(np.ones(10), bounds=(0, 1))
    assert found.method == "wilson"
    assert found.low < 0.8
    assert found.value == found.high == 1.0
    between = mean_interval(np.full(10, -0.31), bounds=(-1, 1))
    assert between.method == "betting"
    assert between.low < -0.5
    assert between.high > -0.1


def test_shares_are_wilsons_and_ties_count_half():
    found = mean_interval([1, 0, 1, 0.5, 1], bounds=(0, 1))
    assert (found.low, found.high) == pytest.approx(wilson_interval(3.5, 5))


def test_no_units_give_nothing_and_values_beyond_bounds_are_refused():
    assert mean_interval([], bounds=(0, 1)).method == "none"
    with pytest.raises(ValueError, match="not within"):
        mean_interval([0.5, 2.0], bounds=(0, 1))


@pytest.mark.parametrize(("size", "method"), [(8, "betting"), (40, "bootstrap-t")])
def test_skewed_values_are_covered(size, method):
    rng = np.random.default_rng(size)
    mean, covered = beta.mean(0.4, 2), 0
    for _ in range(300):
        found = mean_interval(rng.beta(0.4, 2, size), bounds=(0, 1))
        covered += found.low <= mean <= found.high
        assert found.method in (method, "betting")
    assert covered >= 0.92 * 300


def test_the_mean_stays_within_what_it_can_be():
    found = mean_interval(np.tile([-1.5, 0.2, 1.7], 9), bounds=(-2, 2), clip=(0, 1))
    assert found.low == 0
    assert 0 < found.value < 1
