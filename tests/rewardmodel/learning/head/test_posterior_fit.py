"""Fitting all answers at once."""

import numpy as np
import pytest

from rewardmodel.learning.head.likelihood import derivatives, target
from rewardmodel.learning.head.posterior import fit_posterior, prior_posterior
from tests.rewardmodel.learning.simulation import simulate


def test_no_answer_gives_the_prior() -> None:
    fitted = fit_posterior(np.zeros((0, 3)), np.zeros((0, 3)), prior_precision=4.0)
    prior = prior_posterior(3, prior_precision=4.0)
    np.testing.assert_array_equal(fitted.mean, prior.mean)
    np.testing.assert_array_equal(fitted.covariance, np.eye(3) / 4)
    assert fitted.log_tie == prior.log_tie


def test_the_gradient_vanishes_and_the_covariance_is_the_inverse_hessian() -> None:
    x, q, _ = simulate(200, 5)
    fitted = fit_posterior(x, q, prior_precision=2.0, log_tie=-1.0)
    gradient, curvature = derivatives(x @ fitted.mean, q, -1.0)
    np.testing.assert_allclose(x.T @ gradient + 2.0 * fitted.mean, 0, atol=1e-6)
    hessian = (x * curvature[:, None]).T @ x + 2.0 * np.eye(5)
    np.testing.assert_allclose(fitted.covariance @ hessian, np.eye(5), atol=1e-9)
    assert (fitted.covariance == fitted.covariance.T).all()
    assert fitted.log_tie == -1.0


@pytest.mark.parametrize("log_tie", [-2.5, -1.0, 0.3])
def test_weights_and_the_rate_of_ties_are_recovered(log_tie: float) -> None:
    x, q, w = simulate(3000, 8, log_tie=log_tie)
    fitted = fit_posterior(x, q, prior_precision=1.0)
    assert fitted.log_tie == pytest.approx(log_tie, abs=0.25)
    deviations = np.sqrt(np.diag(fitted.covariance))
    assert np.abs((fitted.mean - w) / deviations).max() < 4
    assert np.corrcoef(fitted.mean, w)[0, 1] > 0.99


@pytest.mark.parametrize("scale", [1e-3, 1.0, 1e4])
def test_separable_answers_converge(scale: float) -> None:
    x = np.array([[1.0, 0.2], [2.0, -0.5], [0.5, 0.1]]) * scale
    q = np.tile(target("a"), (3, 1))
    fitted = fit_posterior(x, q, prior_precision=1e-4)
    gradient, _ = derivatives(x @ fitted.mean, q, fitted.log_tie)
    np.testing.assert_allclose(x.T @ gradient + 1e-4 * fitted.mean, 0, atol=1e-5)
    assert (np.linalg.eigvalsh(fitted.covariance) > 0).all()


@pytest.mark.parametrize("choice", ["a", "tie"])
def test_the_tie_rate_stays_finite_when_ties_are_all_or_nothing(choice: str) -> None:
    x = np.random.default_rng(0).normal(size=(50, 3))
    fitted = fit_posterior(x, np.tile(target(choice), (50, 1)))
    assert -8 < fitted.log_tie < 8


def test_where_it_starts_does_not_matter() -> None:
    x, q, _ = simulate(150, 4)
    other = fit_posterior(*simulate(150, 4, seed=9)[:2], prior_precision=0.01)
    fitted = fit_posterior(x, q)
    again = fit_posterior(x, q, start=other)
    np.testing.assert_allclose(again.mean, fitted.mean, atol=1e-6)
    assert again.log_tie == pytest.approx(fitted.log_tie, abs=1e-6)


@pytest.mark.parametrize(
    ("x", "q"),
    [
        (np.zeros((2, 3)), np.zeros((1, 3))),
        (np.full((1, 3), np.nan), [[1, 0, 0]]),
        (np.zeros((1, 3)), [[0.4, 0.4, 0.4]]),
        (np.zeros((1, 3)), [[1.5, -0.5, 0]]),
    ],
)
def test_bad_input_is_refused(x: object, q: object) -> None:
    with pytest.raises(ValueError, match=r"must be|finite|distribution"):
        fit_posterior(x, q)  # type: ignore[arg-type]
