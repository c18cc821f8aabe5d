"""What is asked next."""

import numpy as np

from rewardmodel.learning.arrays import FloatArray
from rewardmodel.learning.asking.acquisition import (
    bald,
    closeness,
    delta_upper_bound,
    information_gain,
    predictive_entropy,
    random_scores,
    variance_reduction,
)
from rewardmodel.learning.head.likelihood import outcome_probabilities
from rewardmodel.learning.head.posterior import Posterior, margins
from tests.rewardmodel.learning.worlds import covariance_after, some_candidates, some_posterior


def test_the_closest_comparison_is_asked_first() -> None:
    posterior = Posterior(np.array([1.0, 0.0]), np.eye(2), -1.0, 1.0)
    mean, _ = margins(posterior, [[3.0, 0.0], [-0.5, 2.0], [1.0, 1.0], [-4.0, 0.0]])
    scores = closeness(mean)
    assert np.argsort(-scores).tolist() == [1, 2, 0, 3]


def test_random_scores_are_seeded() -> None:
    first = random_scores(5, rng=np.random.default_rng(1))
    np.testing.assert_array_equal(first, random_scores(5, rng=np.random.default_rng(1)))
    assert ((first >= 0) & (first < 1)).all()


MEANS = np.array([0.0, 0.4, -1.5, 3.0])
VARIANCES = np.array([0.5, 2.0, 0.01, 4.0])


def _integrated() -> tuple[FloatArray, FloatArray]:
    """Entropy of the expected answer and expected entropy, by summing over a fine grid of z."""
    steps = np.linspace(-10, 10, 20001)
    weights = np.exp(-(steps**2) / 2)
    weights /= weights.sum()
    z = MEANS[:, None] + np.sqrt(VARIANCES)[:, None] * steps
    p = outcome_probabilities(z, -1.0)
    expected = np.einsum("nko,k->no", p, weights)
    within = -(p * np.log(p)).sum(axis=-1) @ weights
    return -(expected * np.log(expected)).sum(axis=-1), within


def test_entropy_counts_ties_and_what_is_not_known() -> None:
    total, _ = _integrated()
    found = predictive_entropy(MEANS, VARIANCES, -1.0)
    assert found.shape == (4,)
    np.testing.assert_allclose(found, total, atol=1e-4)
    np.testing.assert_allclose(predictive_entropy([0.0], [0.0], 0.0), np.log(3))


def test_bald_is_what_an_answer_tells_of_the_margin() -> None:
    total, within = _integrated()
    np.testing.assert_allclose(bald(MEANS, VARIANCES, -1.0), total - within, atol=1e-4)
    np.testing.assert_allclose(bald([1.0], [0.0], -1.0), 0, atol=1e-12)


def test_many_candidates_are_scored_like_few() -> None:
    mean, variance = np.tile(MEANS, 2000), np.tile(VARIANCES, 2000)
    np.testing.assert_allclose(
        bald(mean, variance, -1.0), np.tile(bald(MEANS, VARIANCES, -1.0), 2000), rtol=1e-12
    )


def test_information_gain_is_half_the_fall_of_the_log_determinant() -> None:
    posterior, candidates = some_posterior(), some_candidates(10)
    mean, variance = candidates.margins(posterior)
    before = np.linalg.slogdet(posterior.covariance)[1]
    falls = [
        before - np.linalg.slogdet(covariance_after(posterior, x))[1] for x in candidates.features()
    ]
    gains = information_gain(mean, variance, posterior.log_tie)
    np.testing.assert_allclose(gains, np.array(falls) / 2, rtol=1e-9)


def test_the_upper_bound_lies_above_either_direction() -> None:
    np.testing.assert_allclose(delta_upper_bound([1.0, -1.0, 0.0], [4.0, 4.0, 9.0]), [5, 5, 6])
    np.testing.assert_allclose(delta_upper_bound([-1.0], [4.0], stds=1.0), [3])


def test_swapping_a_and_b_changes_no_score() -> None:
    for score in (predictive_entropy, bald, information_gain):
        np.testing.assert_allclose(
            score(MEANS, VARIANCES, -1.0), score(-MEANS, VARIANCES, -1.0), rtol=1e-9
        )
    np.testing.assert_array_equal(closeness(MEANS), closeness(-MEANS))
    influence = np.ones(4)
    np.testing.assert_allclose(
        variance_reduction(MEANS, VARIANCES, influence, -1.0),
        variance_reduction(-MEANS, VARIANCES, influence, -1.0),
        rtol=1e-12,
    )
