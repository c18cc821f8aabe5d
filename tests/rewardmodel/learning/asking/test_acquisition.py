"""What is asked next."""

import numpy as np
import pytest

from rewardmodel.learning.arrays import FloatArray
from rewardmodel.learning.asking.acquisition import (
    bald,
    choose_batch,
    closeness,
    delta_upper_bound,
    information_gain,
    margin_scores,
    predictive_entropy,
    random_scores,
    variance_reduction,
)
from rewardmodel.learning.head.likelihood import outcome_probabilities
from rewardmodel.learning.head.posterior import Posterior
from tests.rewardmodel.learning.worlds import covariance_after, some_candidates, some_posterior


def test_the_closest_comparison_is_asked_first() -> None:
    posterior = Posterior(np.array([1.0, 0.0]), np.eye(2), -1.0, 1.0)
    scores = margin_scores(posterior, [[3.0, 0.0], [-0.5, 2.0], [1.0, 1.0], [-4.0, 0.0]])
    assert np.argsort(-scores).tolist() == [1, 2, 0, 3]


def test_random_scores_are_seeded() -> None:
    first = random_scores(5, rng=np.random.default_rng(1))
    np.testing.assert_array_equal(first, random_scores(5, rng=np.random.default_rng(1)))
    assert ((first >= 0) & (first < 1)).all()


def test_a_batch_is_spread_over_prompts() -> None:
    scores = [9.0, 8.0, 7.0, 1.0, 0.5]
    prompts = ["p", "p", "p", "q", "r"]
    assert choose_batch(scores, prompts, 3) == [0, 3, 4]
    assert choose_batch(scores, prompts, 3, per_prompt=2) == [0, 1, 3]


def test_few_prompts_still_fill_the_batch() -> None:
    assert choose_batch([1.0, 3.0, 2.0, 0.0], ["p", "p", "p", "q"], 4) == [1, 3, 2, 0]
    assert choose_batch([1.0, 3.0], ["p", "p"], 10) == [1, 0]
    assert choose_batch([], [], 3) == []


def test_bad_input_is_refused() -> None:
    with pytest.raises(ValueError, match="finite"):
        choose_batch([np.nan], ["p"], 1)
    with pytest.raises(ValueError, match="prompt ids"):
        choose_batch([1.0, 2.0], ["p"], 1)
    with pytest.raises(ValueError, match="per_prompt"):
        choose_batch([1.0], ["p"], 1, per_prompt=0)


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
