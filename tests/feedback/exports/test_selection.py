"""Rules that select among scored responses, by themselves."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from feedback.exports.selection import (
    best_of,
    boltzmann,
    centred,
    conservative,
    level_edges,
    levels_of,
    threshold_for_precision,
    top_quantile,
    wilson_lower,
)

scores = arrays(
    np.float64, st.integers(1, 30), elements=st.floats(-50, 50, allow_nan=False, width=32)
)


def test_best_of_n_looks_at_n_and_takes_the_first_of_equals():
    found = np.array([1.0, 3.0, 3.0, 9.0])
    assert best_of(found) == 3
    assert best_of(found, 3) == 1
    assert best_of(found, 1) == 0
    assert best_of(found, 99) == 3


def test_pessimism_prefers_what_is_known():
    mean, std = np.array([1.0, 1.2]), np.array([0.1, 1.0])
    assert best_of(conservative(mean, std, 0.0)) == 1
    assert best_of(conservative(mean, std, 1.0)) == 0


@pytest.mark.parametrize(("quantile", "kept"), [(0.1, 1), (0.3, 3), (0.31, 4), (1.0, 10)])
def test_a_quantile_keeps_the_best_share_and_at_least_one(quantile, kept):
    places = top_quantile(np.arange(10.0), quantile)
    assert places.tolist() == list(range(9, 9 - kept, -1))
    assert len(top_quantile(np.zeros(1), 0.01)) == 1


@given(scores, st.floats(0.05, 20))
def test_boltzmann_weights_are_a_distribution_that_rises_with_the_score(found, temperature):
    weights, size, kl = boltzmann(found, temperature)
    assert weights.sum() == pytest.approx(1)
    assert 1 - 1e-9 <= size <= len(found) + 1e-9
    assert -1e-9 <= kl <= np.log(len(found)) + 1e-9
    order = np.argsort(found)
    assert (np.diff(weights[order]) >= -1e-12).all()


def test_boltzmann_goes_from_all_alike_to_the_best_alone():
    found = np.array([0.0, 1.0, 2.0])
    hot, cold = boltzmann(found, 1e6), boltzmann(found, 1e-3)
    assert hot.effective_size == pytest.approx(3)
    assert hot.kl == pytest.approx(0, abs=1e-9)
    assert cold.weights.tolist() == pytest.approx([0, 0, 1])
    assert cold.kl == pytest.approx(np.log(3))
    middle = boltzmann(found, 1.0).weights
    assert middle[2] / middle[1] == pytest.approx(np.e)
    with pytest.raises(ValueError, match="above 0"):
        boltzmann(found, 0.0)


def test_the_lowest_threshold_that_is_sure_enough_is_found():
    """The upper half is all good, the lower half all bad."""
    found = np.arange(200.0)
    good = (found >= 100).astype(float)
    chosen = threshold_for_precision(found, good, 0.9)
    assert chosen is not None
    assert 90 < chosen.score < 100
    assert chosen.lower_bound >= 0.9
    assert chosen.precision == pytest.approx(100 / chosen.judged)
    below = wilson_lower(np.array([100.0]), np.array([chosen.judged + 1]))
    assert below[0] < 0.9
    assert threshold_for_precision(found[:5], np.ones(5), 0.9) is None, "five say too little"
    assert threshold_for_precision(np.zeros(0), np.zeros(0), 0.5) is None


def test_equal_scores_are_kept_or_left_together():
    found = np.array([2.0] * 40 + [1.0] * 40)
    good = np.array([1.0] * 40 + [0.0] * 10 + [1.0] * 30)
    chosen = threshold_for_precision(found, good, 0.9)
    assert chosen is not None
    assert (chosen.score, chosen.judged) == (2.0, 40)


@given(scores, st.integers(2, 10))
def test_levels_rise_with_the_score_and_share_it_evenly(found, levels):
    relative = centred(found)
    edges = level_edges(relative, levels)
    given_levels = levels_of(relative, edges)
    assert given_levels.min() >= 1
    assert given_levels.max() <= levels
    order = np.argsort(relative)
    assert (np.diff(given_levels[order]) >= 0).all()


def test_levels_of_distinct_scores_are_of_one_size():
    found = np.arange(100.0)
    assert np.bincount(levels_of(found, level_edges(found, 5)))[1:].tolist() == [20] * 5
