"""Which behaviour rewards favour, and how sure that is."""

from __future__ import annotations

import numpy as np
import pytest

from rewardmodel.learning.measuring.behaviour import behaviour_figures, change_of_share, preferred
from rewardmodel.learning.measuring.metrics import wilson_interval


def test_equal_rewards_are_half_a_preference():
    assert preferred([1.0, -2.0, 0.0, 1e-15]).tolist() == [1.0, 0.0, 0.5, 0.5]


def test_the_share_has_wilsons_interval_and_the_margin_no_unit():
    margins = [2.0, 1.0, 1.0, -1.0]
    found = behaviour_figures(margins)
    assert (found["n"], found["share"]) == (4, 0.75)
    assert (found["share_low"], found["share_high"]) == wilson_interval(3, 4)
    assert found["margin"] == pytest.approx(np.mean(margins) / np.std(margins))
    scaled = behaviour_figures([10 * each for each in margins])
    for name in ("share", "margin", "margin_low", "margin_high"):
        assert scaled[name] == pytest.approx(found[name])


def test_swapping_the_answers_mirrors_the_figures():
    margins = np.random.default_rng(0).normal(0.3, 1.0, size=200)
    there, back = behaviour_figures(margins), behaviour_figures(-margins)
    assert there["share"] == pytest.approx(1 - back["share"])
    assert there["share_low"] == pytest.approx(1 - back["share_high"])
    assert there["margin"] == pytest.approx(-back["margin"])
    assert there["margin_low"] < 0.3 < there["margin_high"]


def test_without_any_difference_there_is_no_margin():
    found = behaviour_figures([0.0, 0.0])
    assert (found["share"], found["margin"]) == (0.5, None)
    with pytest.raises(ValueError, match="no questions"):
        behaviour_figures([])


def test_a_change_is_measured_question_by_question():
    before = np.array([1.0] * 50 + [-1.0] * 50)
    after = np.array([1.0] * 60 + [-1.0] * 40)
    found = change_of_share(before, after)
    assert found["change"] == pytest.approx(0.1)
    assert 0.03 < found["change_low"] < 0.1 < found["change_high"] < 0.18
    still = change_of_share(before, before * 3)
    assert still == {"change": 0.0, "change_low": 0.0, "change_high": 0.0}
    with pytest.raises(ValueError, match="different questions"):
        change_of_share(before, after[:10])
