"""Old answers lose weight where the latest are foretold better so, and nowhere else."""

from __future__ import annotations

import numpy as np
import pytest

from rewardmodel.learning.head.fitting import fit_with_random_share, held_out_log_losses
from rewardmodel.learning.head.forgetting import (
    FEWEST_JUDGED,
    HALF_LIVES,
    choose_forgetting,
    recency_weights,
)
from rewardmodel.learning.head.posterior import fit_posterior
from rewardmodel.learning.head.raters import fit_with_raters
from tests.rewardmodel.learning.simulation import draw_answers, simulate

DIM = 12


def answers(count: int, *, reversed_from: int | None = None, seed: int = 0):
    """x, targets and true margins of answers by one taste, or by its opposite from some on."""
    rng = np.random.default_rng(seed)
    w = rng.normal(size=DIM)
    x = rng.normal(size=(count, DIM))
    z = x @ w
    if reversed_from is not None:
        z[reversed_from:] *= -1
    return x, draw_answers(z, -2.0, rng), z


def test_the_half_life_is_when_an_answer_counts_half():
    weights = recency_weights(301, 100)
    np.testing.assert_allclose(weights[[-1, -101, -201]], [1, 0.5, 0.25])
    assert (recency_weights(5, None) == 1).all()


@pytest.mark.parametrize("seed", range(3))
def test_a_reversal_of_taste_is_followed(seed):
    x, q, z = answers(800, reversed_from=400, seed=seed)
    found = choose_forgetting(x[:700], q[:700], range(700), prior_precision=1.0)
    assert found.half_life in HALF_LIVES
    assert found.gain > 3 * found.gain_std > 0
    latest = slice(700, 800)
    right = []
    for half_life in (None, found.half_life):
        weights = recency_weights(700, half_life)
        head = fit_posterior(x[:700], q[:700], prior_precision=1.0, weights=weights)
        right.append(float((np.sign(x[latest] @ head.mean) == np.sign(z[latest])).mean()))
    stubborn, forgetful = right
    assert stubborn < 0.75
    assert forgetful > 0.85


@pytest.mark.parametrize("seed", range(5))
def test_a_steady_taste_forgets_nothing(seed):
    x, q, _ = answers(600, seed=seed)
    found = choose_forgetting(x, q, range(600), prior_precision=1.0)
    assert found.half_life is None
    assert found.judged_on == 200


def test_too_few_answers_tell_nothing():
    x, q, _ = answers(3 * FEWEST_JUDGED - 1)
    assert choose_forgetting(x, q, range(len(x)), prior_precision=1.0) is None


def test_answers_about_few_prompts_tell_nothing():
    x, q, _ = answers(800, reversed_from=400)
    assert choose_forgetting(x, q, np.arange(800) // 100, prior_precision=1.0) is None


def test_a_weight_is_how_often_an_answer_was_given():
    """Weights of 0, 1 and 2 are the answers left out, once, and twice, in every fit."""
    x, q, _ = simulate(90, 5, seed=4)
    times = np.arange(90) % 3
    often = np.repeat(np.arange(90), times)
    weighted = fit_posterior(x, q, weights=times)
    repeated = fit_posterior(x[often], q[often])
    np.testing.assert_allclose(weighted.mean, repeated.mean, atol=1e-7)
    np.testing.assert_allclose(weighted.covariance, repeated.covariance, atol=1e-7)
    assert weighted.log_tie == pytest.approx(repeated.log_tie, abs=1e-7)

    drawn = np.arange(90) % 4 == 0
    tied = fit_with_random_share(x, q, drawn, weights=times)
    assert tied.log_tie == pytest.approx(
        fit_with_random_share(x[often], q[often], drawn[often]).log_tie, abs=1e-7
    )

    rater = np.arange(90) % 4
    x[:, -1] = np.where(np.arange(90) % 2, 1.0, -1.0)
    _, beliefs = fit_with_raters(x, q, rater, 4, weights=times)
    _, expected = fit_with_raters(x[often], q[often], rater[often], 4)
    np.testing.assert_allclose(beliefs.log_reliability, expected.log_reliability, atol=1e-3)
    np.testing.assert_allclose(beliefs.side_bias, expected.side_bias, atol=1e-3)

    groups = np.arange(90) % 10
    full = np.full(90, 2.0)
    twice = np.repeat(np.arange(90), 2)
    np.testing.assert_allclose(
        held_out_log_losses(x, q, groups, weights=full),
        held_out_log_losses(x[twice], q[twice], groups[twice]),
        rtol=1e-6,
    )


@pytest.mark.parametrize("weights", [np.ones(4), -np.ones(5), np.full(5, np.nan)])
def test_bad_weights_are_refused(weights):
    x, q, _ = simulate(5, 3)
    with pytest.raises(ValueError, match="weights"):
        fit_posterior(x, q, weights=weights)
