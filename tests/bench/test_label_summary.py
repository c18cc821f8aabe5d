"""What the benchmark makes of learning curves."""

import numpy as np
import pytest

from bench.label_summary import curve, first_reach, labels_needed, monotone, times_worse

CHECKPOINTS = (100, 200, 400)


def test_a_dip_is_pooled_with_what_was_before() -> None:
    np.testing.assert_allclose(monotone(np.array([1.0, 3.0, 2.0, 4.0])), [1, 2.5, 2.5, 4])
    np.testing.assert_allclose(monotone(np.array([3.0, 2.0, 1.0])), [2, 2, 2])


@pytest.mark.parametrize(
    ("target", "expected"), [(0.5, 100), (0.65, 150), (0.7, 200), (0.75, 300), (0.9, np.inf)]
)
def test_labels_are_interpolated(target: float, expected: float) -> None:
    means = np.array([0.6, 0.7, 0.8])
    assert first_reach(means, target, CHECKPOINTS) == pytest.approx(expected)


def test_labels_needed_come_with_their_uncertainty() -> None:
    rng = np.random.default_rng(0)
    noise = rng.normal(size=(16, 1)) * 0.05  # shared by both: paired
    random = np.array([0.6, 0.65, 0.7]) + noise
    better = np.array([0.6, 0.7, 0.8]) + noise
    best, low, high = labels_needed(better, random, CHECKPOINTS)
    assert best == pytest.approx(200)
    assert (low, high) == (pytest.approx(200), pytest.approx(200))
    alone, low, high = labels_needed(better + rng.normal(size=(16, 3)) * 0.05, random, CHECKPOINTS)
    assert low < alone < high


def test_checkpoints_not_measured_do_not_count() -> None:
    random = np.tile([0.6, 0.65, 0.7], (4, 1))
    short = np.tile([0.6, 0.8, np.nan], (4, 1))
    assert labels_needed(short, random, CHECKPOINTS)[0] == pytest.approx(150)
    assert labels_needed(short - 0.15, random, CHECKPOINTS)[0] == np.inf


def test_differences_are_paired() -> None:
    rng = np.random.default_rng(1)
    random = rng.normal(size=(16, 3))
    of = curve(random - 0.1, random)
    np.testing.assert_allclose(of.difference, -0.1)
    np.testing.assert_allclose(of.difference_error, 0, atol=1e-12)
    np.testing.assert_allclose(of.error, random.std(axis=0, ddof=1) / 4)
    assert times_worse(of, greater_is_better=True) == 3
    assert times_worse(of, greater_is_better=False) == 0
