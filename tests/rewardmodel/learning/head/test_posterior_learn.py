"""Learning one answer at a time."""

import numpy as np
import pytest

from rewardmodel.learning.head.fitting import drift
from rewardmodel.learning.head.likelihood import derivatives, target
from rewardmodel.learning.head.posterior import fit_posterior, learn, prior_posterior
from tests.rewardmodel.learning.simulation import simulate


def test_the_first_answer_gives_the_same_as_a_fit() -> None:
    x = np.array([0.3, -1.2, 2.0])
    prior = prior_posterior(3, prior_precision=0.5, log_tie=-1.0)
    learned = learn(prior, x, target("a"))
    fitted = fit_posterior([x], [target("a")], prior_precision=0.5, log_tie=-1.0)
    np.testing.assert_allclose(learned.mean, fitted.mean, atol=1e-9)
    np.testing.assert_allclose(learned.covariance, fitted.covariance, atol=1e-9)


def test_many_answers_stay_near_the_refit_symmetric_and_positive() -> None:
    x, q, _ = simulate(400, 20)
    running = prior_posterior(20, prior_precision=1.0, log_tie=-1.0)
    for row, answer in zip(x, q, strict=True):
        running = learn(running, row, answer)
    assert (running.covariance == running.covariance.T).all()
    assert np.linalg.eigvalsh(running.covariance).min() > 0
    assert drift(running, fit_posterior(x, q, prior_precision=1.0, log_tie=-1.0)) < 0.5


def test_a_shocking_answer_does_not_overshoot() -> None:
    prior = prior_posterior(2, prior_precision=1e-4, log_tie=-1.0)  # variance 10,000
    sure = learn(prior, [3.0, 0.0], target("a"))
    shocked = learn(sure, [3.0, 0.0], target("b"))
    z = 3.0 * shocked.mean[0]
    gradient, _ = derivatives(np.array([z]), target("b")[None], -1.0)
    variance = 9.0 * sure.covariance[0, 0]
    # the exact optimum of Gaussian prior and one likelihood, along x
    assert z - 3.0 * sure.mean[0] + variance * gradient[0] == pytest.approx(0, abs=1e-6 * variance)
    assert np.isfinite(shocked.covariance).all()


def test_a_comparison_without_difference_teaches_nothing() -> None:
    prior = prior_posterior(3)
    after = learn(prior, np.zeros(3), target("a"))
    np.testing.assert_array_equal(after.mean, prior.mean)
    np.testing.assert_array_equal(after.covariance, prior.covariance)


def test_a_tie_pulls_the_two_together() -> None:
    prior = learn(prior_posterior(2, prior_precision=0.5), [1.0, 0.0], target("a"))
    after = learn(prior, [1.0, 0.0], target("tie"))
    assert 0 < after.mean[0] < prior.mean[0]


def test_the_posterior_passed_in_is_left_alone() -> None:
    prior = prior_posterior(2)
    learn(prior, [1.0, 2.0], target("b"))
    np.testing.assert_array_equal(prior.mean, [0, 0])


def test_a_row_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="must be"):
        learn(prior_posterior(3), [1.0, 2.0], target("a"))
