"""Several heads, and the cautious reward."""

import numpy as np
import pytest

from rewardmodel.learning.head.ensemble import (
    bootstrapped_heads,
    conservative_rewards,
    drawn_heads,
    ensemble_rewards,
)
from rewardmodel.learning.head.posterior import fit_posterior, widened
from tests.rewardmodel.learning.simulation import simulate


def test_drawn_heads_have_the_posterior_s_mean_and_covariance() -> None:
    x, q, _ = simulate(400, 4)
    posterior = fit_posterior(x, q)
    heads = drawn_heads(posterior, 20_000, rng=np.random.default_rng(0))
    assert heads.shape == (20_000, 4)
    np.testing.assert_allclose(heads.mean(axis=0), posterior.mean, atol=0.01)
    np.testing.assert_allclose(np.cov(heads.T), posterior.covariance, atol=0.002)


def test_bootstrapped_heads_differ_as_much_as_the_posterior_says() -> None:
    x, q, _ = simulate(600, 5, seed=2)
    posterior = fit_posterior(x, q)
    groups = [f"prompt {i}" for i in range(600)]
    heads = bootstrapped_heads(x, q, groups, 60, rng=np.random.default_rng(0))
    spread, stated = heads.std(axis=0), np.sqrt(np.diag(posterior.covariance))
    assert heads.shape == (60, 5)
    assert (spread / stated > 0.6).all()
    assert (spread / stated < 1.6).all()


def test_members_are_sure_where_there_are_data_and_not_elsewhere() -> None:
    x, q, _ = simulate(500, 4)
    x[:, 3] = 0.0  # nobody was ever asked about this column
    heads = drawn_heads(fit_posterior(x, q), 500, rng=np.random.default_rng(1))
    phi = np.array([[1.0, 0, 0, 0], [-1.0, 0, 0, 0], [0, 0, 0, 2.0], [0, 0, 0, -2.0]])
    _, std = ensemble_rewards(heads, phi, np.ones(4, dtype=bool))
    assert std[2:].min() > 2 * std[:2].max()


def test_nuisance_columns_are_left_out() -> None:
    phi = np.array([[1.0, 9.0], [0.0, -9.0]])
    mean, std = ensemble_rewards(np.array([[1.0, 5.0], [1.0, -5.0]]), phi, np.array([True, False]))
    np.testing.assert_allclose(mean, [0.5, -0.5])
    np.testing.assert_allclose(std, 0)


def test_caution_costs_by_the_deviation() -> None:
    np.testing.assert_allclose(conservative_rewards([1.0, 1.0], [0.1, 0.5], 2.0), [0.8, 0.0])
    with pytest.raises(ValueError, match="pessimism"):
        conservative_rewards([1.0], [1.0], -1.0)


def test_a_prior_of_another_task_counts_until_answers_outweigh_it() -> None:
    x, q, w = simulate(2000, 5, seed=4)
    elsewhere = fit_posterior(x[:1000], q[:1000])
    prior = widened(elsewhere, 4.0)
    np.testing.assert_allclose(prior.covariance, 4 * elsewhere.covariance)
    assert fit_posterior(x[:0], q[:0], prior=prior) is prior
    few = fit_posterior(x[1000:1010], q[1000:1010], prior=prior)
    alone = fit_posterior(x[1000:1010], q[1000:1010])
    assert np.linalg.norm(few.mean - w) < np.linalg.norm(alone.mean - w)
    # Given as a prior, an isotropic normal is what the precision says.
    isotropic = fit_posterior(x[:0], q[:0], prior_precision=2.0)
    np.testing.assert_allclose(
        fit_posterior(x, q, prior=isotropic).mean, fit_posterior(x, q, prior_precision=2.0).mean
    )
    with pytest.raises(ValueError, match="columns"):
        fit_posterior(x[:, :3], q, prior=prior)
