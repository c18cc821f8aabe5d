"""Metrics, against values worked out by hand."""

import numpy as np
import pytest

from rewardmodel.learning.head.posterior import predict_outcomes, prior_posterior
from rewardmodel.learning.measuring import metrics

A, B, TIE = np.eye(3)


def test_equal_scores_and_ties_are_half_right() -> None:
    p = np.array([[0.6, 0.3, 0.1], [0.3, 0.6, 0.1], [0.45, 0.45, 0.1], [0.6, 0.3, 0.1]])
    q = np.array([A, A, A, TIE])
    np.testing.assert_array_equal(metrics.correctness(p, q), [1, 0, 0.5, 0.5])
    assert metrics.accuracy(p, q) == 0.5


def test_an_untrained_head_is_half_right() -> None:
    x = np.random.default_rng(0).normal(size=(50, 4))
    assert metrics.accuracy(predict_outcomes(prior_posterior(4), x), np.tile(A, (50, 1))) == 0.5


def test_log_loss_and_brier() -> None:
    p = np.array([[0.5, 0.25, 0.25], [0.2, 0.3, 0.5]])
    q = np.array([A, [0.0, 0.5, 0.5]])
    expected = (np.log(2) + -0.5 * np.log(0.3) + 0.5 * np.log(2)) / 2
    assert metrics.log_loss(p, q) == pytest.approx(expected)
    assert metrics.brier(p, q) == pytest.approx((0.375 + 0.08) / 2)


def test_an_impossible_answer_costs_much_but_not_infinitely() -> None:
    assert 700 < metrics.log_loss([[1.0, 0.0, 0.0]], [B]) < 710


def test_calibration_error_of_two_bins_by_hand() -> None:
    p = np.array([[0.6, 0.4, 0.0]] * 2 + [[0.1, 0.9, 0.0]] * 2)
    q = np.array([A, B, B, B])
    # confidence .6 is right half the time, confidence .9 always: (.1 + .1) / 2
    assert metrics.expected_calibration_error(p, q, bins=2) == pytest.approx(0.1)
    curve = metrics.reliability_curve(p, q, bins=2)
    np.testing.assert_allclose(curve, [[0.6, 0.5, 2], [0.9, 1.0, 2]])


def test_calibration_error_vanishes_for_true_probabilities() -> None:
    rng = np.random.default_rng(0)
    share = rng.uniform(size=20_000)
    p = np.stack([share, 1 - share, np.zeros_like(share)], axis=1)
    q = np.where((rng.uniform(size=20_000) < share)[:, None], A, B)
    assert metrics.expected_calibration_error(p, q) < 0.015
    assert metrics.expected_calibration_error(p[:, [1, 0, 2]], q) > 0.4


def test_calibration_looks_at_answers_for_a_side_only() -> None:
    p = np.array([[0.4, 0.1, 0.5], [0.2, 0.2, 0.6]])
    assert metrics.expected_calibration_error(p, [A, TIE]) == pytest.approx(0.2)
    assert metrics.expected_calibration_error(p, [TIE, TIE]) == 0.0


def test_bins_have_equal_mass() -> None:
    p = np.random.default_rng(0).dirichlet([1, 1, 1], size=101)
    curve = metrics.reliability_curve(p, np.tile(A, (101, 1)))
    assert curve.shape == (15, 3)
    assert set(curve[:, 2]) == {6, 7}


@pytest.mark.parametrize("metric", [metrics.accuracy, metrics.log_loss, metrics.brier])
def test_nothing_to_measure_is_refused(metric: object) -> None:
    with pytest.raises(ValueError, match="no comparisons"):
        metric(np.zeros((0, 3)), np.zeros((0, 3)))  # type: ignore[operator]
    with pytest.raises(ValueError, match="must both"):
        metric(np.zeros((2, 3)), np.zeros((1, 3)))  # type: ignore[operator]


def test_wilson_interval() -> None:
    low, high = metrics.wilson_interval(8, 10)
    assert (low, high) == pytest.approx((0.4901625, 0.9433178), abs=1e-6)
    assert metrics.wilson_interval(0, 0) == (0.0, 1.0)
    assert metrics.wilson_interval(5, 5)[1] == 1.0


def test_the_bootstrap_draws_whole_prompts() -> None:
    values = np.repeat(np.random.default_rng(0).normal(size=30), 20)
    prompts = np.repeat(np.arange(30), 20).tolist()

    def mean(rows: np.ndarray) -> float:
        return float(values[rows].mean())

    low, high = metrics.bootstrap_interval(mean, prompts, draws=300)
    narrow_low, narrow_high = metrics.bootstrap_interval(mean, range(600), draws=300)
    assert low < values.mean() < high
    assert high - low > 3 * (narrow_high - narrow_low)
