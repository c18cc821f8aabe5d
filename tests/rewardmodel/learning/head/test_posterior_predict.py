"""Predictions and rewards under the posterior."""

import numpy as np
import pytest

from rewardmodel.learning.head.likelihood import outcome_probabilities
from rewardmodel.learning.head.posterior import (
    Posterior,
    fit_posterior,
    margins,
    predict_outcomes,
    prior_posterior,
    rewards,
    win_probabilities,
)
from tests.rewardmodel.learning.simulation import simulate

ALL = np.ones(3, dtype=np.bool_)


def _posterior(seed: int = 0) -> Posterior:
    rng = np.random.default_rng(seed)
    root = rng.normal(size=(3, 3))
    return Posterior(rng.normal(size=3), root @ root.T + 0.1 * np.eye(3), -1.0, 1.0)


def test_the_variance_is_that_of_the_difference() -> None:
    posterior = _posterior()
    shared = np.array([5.0, 5.0, 0.0])
    a, b = shared + np.array([0, 0, 1]), shared
    _, variance = margins(posterior, [a - b])
    assert variance[0] == pytest.approx(posterior.covariance[2, 2])


def test_prediction_averages_the_likelihood_over_the_margin() -> None:
    posterior = _posterior()
    x = np.array([[0.5, -0.2, 1.0]])
    mean, variance = margins(posterior, x)
    z = np.random.default_rng(0).normal(mean[0], np.sqrt(variance[0]), size=400_000)
    expected = outcome_probabilities(z, posterior.log_tie).mean(axis=0)
    np.testing.assert_allclose(predict_outcomes(posterior, x)[0], expected, atol=3e-3)


def test_swapping_sides_negates_the_margin_and_swaps_the_outcomes() -> None:
    posterior = _posterior()
    x = np.random.default_rng(2).normal(size=(9, 3))
    np.testing.assert_array_equal(margins(posterior, -x)[0], -margins(posterior, x)[0])
    swapped = predict_outcomes(posterior, -x)[:, [1, 0, 2]]
    np.testing.assert_allclose(predict_outcomes(posterior, x), swapped, atol=1e-14)


def test_before_any_answer_neither_side_is_favoured() -> None:
    p = predict_outcomes(prior_posterior(3), np.random.default_rng(0).normal(size=(4, 3)))
    np.testing.assert_allclose(p[:, 0], p[:, 1], atol=1e-15)
    np.testing.assert_allclose(p.sum(axis=1), 1, rtol=1e-12)


def test_rewards_leave_nuisance_out() -> None:
    posterior = _posterior()
    phi = np.array([[1.0, 2.0, 0.0], [1.0, 2.0, 7.0]])
    columns = np.array([True, True, False])
    mean, std = rewards(posterior, phi, columns)
    assert mean[0] == mean[1] == pytest.approx(posterior.mean[:2] @ [1, 2])
    assert std[0] == std[1] > 0
    assert rewards(posterior, phi, ALL)[0][1] != pytest.approx(mean[1])


def test_win_probabilities_are_those_of_the_joint_posterior() -> None:
    posterior = _posterior()
    phi = np.random.default_rng(3).normal(size=(4, 3))
    draws = np.random.default_rng(4).multivariate_normal(
        posterior.mean, posterior.covariance, size=100_000
    )
    expected = np.bincount((draws @ phi.T).argmax(axis=1), minlength=4) / 100_000
    rng = np.random.default_rng(5)
    found = win_probabilities(posterior, phi, ALL, draws=100_000, rng=rng)
    assert found.sum() == pytest.approx(1)
    np.testing.assert_allclose(found, expected, atol=0.01)


def test_equal_responses_share_their_wins() -> None:
    phi = np.array([[1.0, 0.0, 0.0], [1.0, 0.0, 0.0]])
    found = win_probabilities(_posterior(), phi, ALL, draws=50, rng=np.random.default_rng(0))
    np.testing.assert_array_equal(found, [0.5, 0.5])


def test_the_only_response_wins_and_none_is_refused() -> None:
    rng = np.random.default_rng(0)
    assert win_probabilities(_posterior(), np.ones((1, 3)), ALL, rng=rng).tolist() == [1.0]
    with pytest.raises(ValueError, match="at least 1"):
        win_probabilities(_posterior(), np.ones((0, 3)), ALL, rng=rng)


def test_predictions_are_calibrated_on_what_was_not_seen() -> None:
    x, q, _ = simulate(4000, 30)
    fitted = fit_posterior(x[:300], q[:300], prior_precision=1.0)
    p = predict_outcomes(fitted, x[300:])
    np.testing.assert_allclose(p.mean(axis=0), q[300:].mean(axis=0), atol=0.05)
