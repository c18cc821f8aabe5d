"""The cautious reward, and priors of other tasks."""

import numpy as np
import pytest

from rewardmodel.learning.head.caution import conservative_rewards
from rewardmodel.learning.head.posterior import fit_posterior, widened
from tests.rewardmodel.learning.simulation import simulate


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
