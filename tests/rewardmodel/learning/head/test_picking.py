"""Picks and their bounds against integrals, simulations and sums of another making."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, stats

from rewardmodel.learning.head.picking import (
    best_of_n_kl,
    boltzmann_weights,
    divergence_from_equal,
    order_statistic_kl,
    pick,
    quantile_rank,
)

MEAN = [0.2, 1.5, -0.3, 1.1]
STD = [0.1, 2.0, 0.1, 0.2]


@pytest.mark.parametrize(
    ("rule", "value", "place", "rank"),
    [
        ("best", 0.0, 1, 1),
        ("quantile", 1.0, 1, 1),
        ("quantile", 0.75, 3, 2),
        ("quantile", 0.5, 0, 3),
        ("quantile", 0.01, 2, 4),
        ("threshold", 1.0, 1, 1),
        ("threshold", 0.1, 0, 3),
        ("lower_bound", 0.0, 1, 1),
        ("lower_bound", 1.0, 3, 2),
    ],
)
def test_which_is_picked(rule, value, place, rank) -> None:
    found = pick(MEAN, STD, rule, value)
    assert (found.place, found.ranks[found.place]) == (place, rank)
    assert found.ranks.tolist() == [3, 1, 4, 2]
    assert found.met
    assert (found.effective_size, found.weights.sum()) == (1.0, 1.0)


def test_what_meets_no_threshold_is_the_best_and_says_so() -> None:
    found = pick(MEAN, STD, "threshold", 9.0)
    assert (found.place, found.met) == (1, False)


@pytest.mark.parametrize("n", [1, 2, 3, 8, 64])
def test_the_divergence_of_an_order_statistic_is_the_integral_of_its_density(n) -> None:
    for k in {1, (n + 1) // 2, n}:
        density = stats.beta(k, n - k + 1)
        told, _ = integrate.quad(lambda u: density.pdf(u) * density.logpdf(u), 0, 1)  # noqa: B023
        assert order_statistic_kl(n, k) == pytest.approx(told, abs=1e-6)
    assert order_statistic_kl(n, n) == pytest.approx(best_of_n_kl(n), abs=1e-12)


def test_no_rule_moves_further_than_the_bound_on_a_policy_that_can_be_counted() -> None:
    """A policy over four texts: all draws of three are gone through, each with its probability."""
    policy, rewards = np.array([0.4, 0.3, 0.2, 0.1]), np.array([0.0, 1.0, 2.0, 3.0])
    n = 3
    rules = [("best", 0.0), ("quantile", 0.5), ("threshold", 1.5), ("lower_bound", 1.0)]
    for rule, value in rules:
        picked = np.zeros(4)
        bound = 0.0
        for draw in np.ndindex(4, 4, 4):
            found = pick(rewards[list(draw)], np.zeros(n), rule, value)
            picked[draw[found.place]] += math.prod(policy[list(draw)])
            bound = found.kl_bound
        assert picked.sum() == pytest.approx(1)
        moved = float((picked * np.log(picked / policy, where=picked > 0, out=np.zeros(4))).sum())
        assert 0 <= moved <= bound + 1e-12, rule


def test_the_mean_divergence_of_boltzmann_weights_bounds_what_they_move() -> None:
    policy, rewards, n = np.array([0.5, 0.3, 0.2]), np.array([0.0, 1.0, 3.0]), 3
    picked, mean = np.zeros(3), 0.0
    for draw in np.ndindex(3, 3, 3):
        chance = math.prod(policy[list(draw)])
        weights = boltzmann_weights(rewards[list(draw)], 0.8)
        mean += chance * divergence_from_equal(weights)
        for place, weight in zip(draw, weights, strict=True):
            picked[place] += chance * weight
    moved = float((picked * np.log(picked / policy)).sum())
    assert 0 < moved <= mean <= math.log(n)


def test_boltzmann_weights_are_softmax_and_are_drawn_from() -> None:
    weights = boltzmann_weights(MEAN, 0.5)
    by_hand = [math.exp(each / 0.5) for each in MEAN]
    np.testing.assert_allclose(weights, np.array(by_hand) / sum(by_hand))
    rng = np.random.default_rng(3)
    places = [pick(MEAN, STD, "boltzmann", 0.5, rng).place for _ in range(4000)]
    shares = np.bincount(places, minlength=4) / 4000
    np.testing.assert_allclose(shares, weights, atol=4 * 0.5 / math.sqrt(4000))
    found = pick(MEAN, STD, "boltzmann", 0.5, rng)
    assert found.effective_size == pytest.approx(sum(by_hand) ** 2 / sum(x * x for x in by_hand))


def test_hot_and_cold_weights_have_their_limits() -> None:
    cold = pick(MEAN, STD, "boltzmann", 1e-300)
    assert (cold.place, cold.effective_size) == (1, 1.0)
    assert cold.kl_bound == pytest.approx(best_of_n_kl(4))
    hot = pick(MEAN, STD, "boltzmann", 1e9)
    assert hot.effective_size == pytest.approx(4)
    assert hot.kl_bound == pytest.approx(0, abs=1e-9)


@given(
    st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=20),
    st.sampled_from(["best", "quantile", "threshold", "boltzmann", "lower_bound"]),
    st.floats(0.01, 1.0),
)
def test_every_pick_is_a_candidate_within_its_bounds(mean, rule, value) -> None:
    found = pick(mean, np.ones(len(mean)), rule, value)
    n = len(mean)
    assert 0 <= found.place < n
    assert sorted(found.ranks) == list(range(1, n + 1))
    assert found.weights.sum() == pytest.approx(1)
    assert 1 - 1e-9 <= found.effective_size <= n + 1e-9
    assert -1e-12 <= found.kl_bound <= best_of_n_kl(n) + 1e-12


@pytest.mark.parametrize(
    ("rule", "value"),
    [("quantile", 0.0), ("quantile", 1.1), ("boltzmann", 0.0), ("lower_bound", -1.0)],
)
def test_values_that_do_not_fit_are_refused(rule, value) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        pick(MEAN, STD, rule, value)
    for mean in ([], [float("nan")]):
        with pytest.raises(ValueError, match="finite"):
            pick(mean, mean, "best")


def test_a_quantile_is_the_place_from_below() -> None:
    assert [quantile_rank(10, q) for q in (0.05, 0.1, 0.11, 0.3, 1.0)] == [1, 1, 2, 3, 10]
