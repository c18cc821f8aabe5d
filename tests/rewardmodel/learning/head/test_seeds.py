"""A head of another task as the beginning: as far as it foretells answers, down to nothing."""

import numpy as np
import pytest

from rewardmodel.learning.head.posterior import fit_posterior, prior_posterior
from rewardmodel.learning.head.seeds import choose_share, tempered
from tests.rewardmodel.learning.simulation import simulate


def test_only_what_the_answers_added_is_shared() -> None:
    x, q, _ = simulate(400, 6, prior_precision=3.0)
    seed = fit_posterior(x, q, prior_precision=3.0)
    whole = tempered(seed, 1.0)
    np.testing.assert_allclose(whole.mean, seed.mean, atol=1e-8)
    np.testing.assert_allclose(whole.covariance, seed.covariance, atol=1e-8)
    nothing = tempered(seed, 0.0)
    plain = prior_posterior(6, prior_precision=3.0)
    np.testing.assert_allclose(nothing.mean, plain.mean, atol=1e-12)
    np.testing.assert_allclose(nothing.covariance, plain.covariance)
    # The prior's own part stays whole: variances never exceed the prior's.
    quarter = tempered(seed, 0.25)
    assert (np.diag(quarter.covariance) < 1 / 3.0).all()
    with pytest.raises(ValueError, match="share"):
        tempered(seed, 1.5)


def test_a_seed_of_the_same_taste_is_kept_and_an_unrelated_one_dropped() -> None:
    x, q, _ = simulate(700, 12, seed=1)
    seed = fit_posterior(x[:500], q[:500])
    assert choose_share(seed, x[500:], q[500:]) >= 0.25
    _, other, _ = simulate(700, 12, seed=9)
    opposite = fit_posterior(x[:500], other[:500])
    assert choose_share(opposite, x[500:], q[500:]) <= 0.06


def test_before_the_first_answer_a_quarter_counts() -> None:
    seed = fit_posterior(*simulate(100, 4)[:2])
    assert choose_share(seed, np.zeros((0, 4)), np.zeros((0, 3))) == 0.25
