"""Sequences that hold at every look, and see what is there to be seen."""

from __future__ import annotations

import numpy as np
import pytest

from rewardmodel.learning.measuring.confidence_sequences import (
    betting_interval,
    betting_sequence,
    empirical_bernstein,
    evidence_above,
    stitched_boundary,
)
from rewardmodel.learning.measuring.metrics import wilson_interval


@pytest.mark.parametrize("sequence", [empirical_bernstein, betting_sequence])
def test_they_hold_at_all_looks_together(sequence):
    rng = np.random.default_rng(0)
    missed = fixed = 0
    for _ in range(80):
        values = (rng.random(250) < 0.3).astype(float)
        limits = sequence(values)
        missed += ((limits[:, 0] > 0.3) | (limits[:, 1] < 0.3)).any()
        looks = np.cumsum(values)[9:], np.arange(10, 251)
        fixed += any(
            not low <= 0.3 <= high
            for low, high in (wilson_interval(r, n) for r, n in zip(*looks, strict=True))
        )
    assert missed <= 0.05 * 80
    assert fixed > 0.15 * 80  # what is wrong with looking daily at an interval of fixed size


def test_they_narrow_and_never_widen():
    values = np.random.default_rng(1).beta(2, 3, 2000)
    for sequence in (empirical_bernstein, betting_sequence):
        limits = sequence(values)
        assert (np.diff(limits[:, 0]) >= -1e-12).all()
        assert (np.diff(limits[:, 1]) <= 1e-12).all()
        assert limits[-1, 1] - limits[-1, 0] < 0.1
        assert limits[-1, 0] < 0.4 < limits[-1, 1]


def test_the_stitched_boundary_is_the_papers():
    """Howard et al. 2021, equation 10 at v = 100, alpha = .025, c = 1, worked out by hand:
    k1 = (2^.25 + 2^-.25) / sqrt 2 = 1.4355, k2 = (1 + sqrt 2) / 2 = 1.2071,
    l = 1.4 log(log2(100) + 1) + log(3.1055 / .025) = 2.8531 + 4.8221 = 7.6752."""
    found = stitched_boundary(np.array([100.0]), alpha=0.025, scale=1.0)[0]
    by_hand = np.sqrt(1.4355**2 * 100 * 7.6752 + (1.2071 * 7.6752) ** 2) + 1.2071 * 7.6752
    assert found == pytest.approx(by_hand, rel=1e-3)


def test_evidence_seldom_arises_from_nothing_and_soon_from_something():
    rng = np.random.default_rng(2)
    false = sum(evidence_above(rng.beta(1, 1, 1000), 0.5).max() >= np.log(20) for _ in range(300))
    assert false <= 0.05 * 300
    late = [np.argmax(evidence_above(rng.beta(3, 1.5, 400), 0.5) >= np.log(20)) for _ in range(50)]
    assert 0 < np.median(late) < 60


def test_nothing_seen_rules_out_nothing():
    assert betting_interval([]) == (0.0, 1.0)
    assert empirical_bernstein([]).shape == (0, 2)
    with pytest.raises(ValueError, match="in \\[0, 1\\]"):
        betting_sequence([1.2])
