"""Reliability and side bias of raters, found again in simulated answers."""

import numpy as np
import pytest

from rewardmodel.learning.head.likelihood import negative_log_likelihood
from rewardmodel.learning.head.posterior import fit_posterior, learn, predict_outcomes
from rewardmodel.learning.head.raters import (
    RaterBeliefs,
    fit_raters,
    fit_with_raters,
    rows_of_raters,
    typical_raters,
)
from tests.rewardmodel.learning.simulation import draw_answers

RATERS, EACH, DIM, LOG_TIE = 40, 150, 6, -1.0


def answers_of_raters(seed: int = 0, *, spread: float = 0.8, side: float = 0.6):
    """x (N, D), targets (N, 3), rater (N,), weights (D,), log reliabilities and biases (K,)."""
    rng = np.random.default_rng(seed)
    n = RATERS * EACH
    w = np.append(rng.normal(size=DIM - 1), 0.4)  # the last is the common side bias
    b, d = rng.normal(0, spread, RATERS), rng.normal(0, side, RATERS)
    b -= b.mean()
    x = rng.normal(size=(n, DIM))
    x[:, -1] = rng.choice([-1.0, 1.0], n)
    rater = np.repeat(np.arange(RATERS), EACH)
    z = np.exp(b[rater]) * (x[:, :-1] @ w[:-1]) + (w[-1] + d[rater]) * x[:, -1]
    return x, draw_answers(z, LOG_TIE, rng), rater, w, b, d


def ranks(values: np.ndarray) -> np.ndarray:
    return np.argsort(np.argsort(values))


def test_reliabilities_side_biases_ties_and_weights_are_recovered() -> None:
    x, q, rater, w, b, d = answers_of_raters()
    posterior, effects = fit_with_raters(x, q, rater, RATERS, prior_precision=1.0)
    assert effects.log_reliability.shape == effects.side_bias.shape == (RATERS,)
    assert np.corrcoef(ranks(effects.log_reliability), ranks(b))[0, 1] > 0.9
    assert np.corrcoef(effects.side_bias, d)[0, 1] > 0.9
    assert posterior.mean[-1] == pytest.approx(w[-1], abs=0.3)
    assert posterior.log_tie == pytest.approx(LOG_TIE, abs=0.2)
    assert np.corrcoef(posterior.mean[:-1], w[:-1])[0, 1] > 0.99
    assert effects.reliability_spread == pytest.approx(0.8, rel=0.4)
    assert effects.side_bias_spread == pytest.approx(0.6, rel=0.4)


def test_the_stated_deviations_cover_the_truth() -> None:
    x, q, rater, _, b, d = answers_of_raters(seed=1)
    _, effects = fit_with_raters(x, q, rater, RATERS, prior_precision=1.0)
    # The scale of all reliabilities together is the weights' to say, so it is taken out.
    error_b = effects.log_reliability - effects.log_reliability.mean() - (b - b.mean())
    error_d = effects.side_bias - effects.side_bias.mean() - (d - d.mean())
    assert np.mean(np.abs(error_b) < 2 * effects.log_reliability_std) > 0.85
    assert np.mean(np.abs(error_d) < 2 * effects.side_bias_std) > 0.85


def test_equal_raters_are_found_to_be_nearly_equal() -> None:
    x, q, rater, *_ = answers_of_raters(seed=2, spread=0.0, side=0.0)
    _, effects = fit_with_raters(x, q, rater, RATERS, prior_precision=1.0)
    assert np.abs(effects.log_reliability).max() < 0.35
    assert effects.reliability_spread < 0.2


def test_knowing_the_raters_predicts_new_answers_better() -> None:
    x, q, rater, *_ = answers_of_raters(seed=3)
    held_out = np.arange(len(x)) % 5 == 0
    plain = fit_posterior(x[~held_out], q[~held_out], prior_precision=1.0)
    knowing, effects = fit_with_raters(
        x[~held_out], q[~held_out], rater[~held_out], RATERS, prior_precision=1.0
    )
    rows, offsets = rows_of_raters(x[held_out], rater[held_out], effects)
    without = negative_log_likelihood(x[held_out] @ plain.mean, q[held_out], plain.log_tie)
    with_raters = negative_log_likelihood(
        rows @ knowing.mean + offsets, q[held_out], knowing.log_tie
    )
    assert with_raters.mean() < without.mean() - 0.01


def test_answers_without_a_rater_count_as_the_typical_ones() -> None:
    x, q, *_ = answers_of_raters()
    nobody = np.full(len(x), -1)
    posterior, effects = fit_with_raters(x, q, nobody, 0, prior_precision=1.0)
    plain = fit_posterior(x, q, prior_precision=1.0)
    np.testing.assert_allclose(posterior.mean, plain.mean)
    assert effects.raters == 0
    _, unseen = fit_with_raters(x, q, nobody, 3, prior_precision=1.0)
    np.testing.assert_allclose(unseen.log_reliability, 0, atol=1e-9)


def test_rows_are_scaled_by_reliability_and_offset_by_side() -> None:
    effects = RaterBeliefs(np.log([2.0, 0.5]), np.ones(2), np.array([0.3, -0.1]), np.ones(2))
    x = np.array([[1.0, 2.0, 1.0], [1.0, 2.0, -1.0], [1.0, 2.0, 1.0]])
    rows, offsets = rows_of_raters(x, [0, 1, -1], effects)
    np.testing.assert_allclose(rows, [[2, 4, 1], [0.5, 1, -1], [1, 2, 1]])
    np.testing.assert_allclose(offsets, [0.3, 0.1, 0])


def test_the_gradient_vanishes_at_the_fitted_effects() -> None:
    x, q, rater, w, *_ = answers_of_raters()
    m, shown = x[:, :-1] @ w[:-1], x[:, -1]
    start = typical_raters(RATERS)
    effects = fit_raters(m, shown, q, rater, RATERS, side_bias=0.4, log_tie=LOG_TIE, start=start)

    def loss(b: float, d: float) -> float:
        own = rater == 7
        z = np.exp(b) * m[own] + (0.4 + d) * shown[own]
        prior = (b / start.reliability_spread) ** 2 + (d / start.side_bias_spread) ** 2
        return float(negative_log_likelihood(z, q[own], LOG_TIE).sum() + prior / 2)

    b, d = effects.log_reliability[7], effects.side_bias[7]
    at_best = loss(b, d)
    for step in (-1e-3, 1e-3):
        assert loss(b + step, d) > at_best
        assert loss(b, d + step) > at_best


def test_an_offset_is_learned_from_like_a_known_difference() -> None:
    x, q, *_ = answers_of_raters()
    offsets = 0.5 * x[:, -1]
    fitted = fit_posterior(x, q, prior_precision=1.0, offsets=offsets)
    plain = fit_posterior(x, q, prior_precision=1.0)
    # What the offset says already the weight of that column need not say.
    assert fitted.mean[-1] == pytest.approx(plain.mean[-1] - 0.5, abs=0.02)
    one = learn(plain, x[0], q[0], offset=0.0)
    other = learn(plain, x[0], q[0], offset=2.0)
    assert abs(one.mean - other.mean).max() > 1e-6
    p = predict_outcomes(plain, x[:2], offsets=[3.0, -3.0])
    assert p[0, 0] > predict_outcomes(plain, x[:1])[0, 0]


@pytest.mark.parametrize("rater", [[0, 1], [5, 0, 0], [-2, 0, 0]])
def test_raters_that_do_not_fit_are_refused(rater: list[int]) -> None:
    with pytest.raises(ValueError, match="rater must be"):
        rows_of_raters(np.zeros((3, 2)), rater, typical_raters(2))
