"""Order statistics, pairs asked with known probabilities, and win rates without bias."""

from __future__ import annotations

from itertools import combinations
from math import comb, log

import numpy as np
import pytest

from rewardmodel.learning.measuring.best_of_n import (
    PromptAnswers,
    draw_pairs,
    inclusion,
    kl_bound,
    matched_win_rate,
    pick_weights,
    prompt_pairs,
    terms_of,
    tied_pick_weights,
)
from rewardmodel.learning.measuring.honest_means import mean_interval

NS = (2, 4, 8)


def test_weights_are_those_of_all_subsets_written_out():
    for samples, n in ((5, 2), (6, 4), (8, 8), (7, 1)):
        picks = np.zeros(samples)
        for subset in combinations(range(samples), n):
            picks[max(subset)] += 1 / comb(samples, n)
        np.testing.assert_allclose(pick_weights(samples, n), picks, atol=1e-12)


def test_equal_rewards_share_their_weight_and_order_does_not_matter():
    found = tied_pick_weights([3.0, 1.0, 3.0, 2.0], 2)
    np.testing.assert_allclose(found, [5 / 12, 0, 5 / 12, 1 / 6])
    with pytest.raises(ValueError, match="n must be"):
        pick_weights(4, 5)


def test_the_kl_bound_is_the_known_one():
    np.testing.assert_allclose(kl_bound([1, 2, 8]), [0, log(2) - 0.5, log(8) - 7 / 8])


def true_win_rate(rewards: np.ndarray, chances: np.ndarray, n: int) -> float:
    """By every subset and every other sample; chances[i, j] that i wins over j."""
    samples, total = len(rewards), 0.0
    subsets = list(combinations(range(samples), n))
    for subset in subsets:
        best = max(subset, key=lambda k: rewards[k])
        total += sum(0.5 if j == best else chances[best, j] for j in range(samples)) / samples
    return total / len(subsets)


def a_prompt(rng: np.random.Generator, samples: int = 8) -> tuple[np.ndarray, np.ndarray]:
    merit = rng.normal(size=samples)
    rewards = 0.7 * merit + 0.7 * rng.normal(size=samples)
    return rewards, 1 / (1 + np.exp(-(merit[:, None] - merit[None, :])))


def test_with_every_pair_answered_the_terms_are_exact_whatever_was_predicted():
    rng = np.random.default_rng(3)
    rewards, chances = a_prompt(rng)
    pairs = prompt_pairs(rewards, NS, asked=28)
    np.testing.assert_allclose(pairs.propensity[pairs.propensity > 0], 1)
    asked = np.flatnonzero(pairs.propensity)
    expected = chances[pairs.pairs[:, 0], pairs.pairs[:, 1]]
    answers = PromptAnswers(pairs, rng.random(len(pairs.pairs)), asked, expected[asked])
    terms = terms_of([answers])
    truth = [true_win_rate(rewards, chances, n) for n in NS]
    np.testing.assert_allclose(terms.promised - terms.gap, [truth], atol=1e-12)
    np.testing.assert_allclose(terms.even - terms.base, [truth], atol=1e-12)


@pytest.mark.parametrize("asked", [1, 3])
def test_one_answer_a_prompt_is_unbiased_and_its_intervals_cover(asked):
    rng = np.random.default_rng(asked)
    covered, estimates, truths = np.zeros(3), [], []
    for _ in range(60):
        prompts, truth = [], []
        for _ in range(40):
            rewards, chances = a_prompt(rng)
            pairs = prompt_pairs(rewards, NS, asked=asked)
            rows = draw_pairs(pairs.propensity, rng)
            wins = chances[pairs.pairs[:, 0], pairs.pairs[:, 1]]
            said = (rng.random(len(rows)) < wins[rows]).astype(float)
            foretold = 1 / (1 + np.exp(-2 * (rewards[pairs.pairs] @ [1, -1])))
            prompts.append(PromptAnswers(pairs, foretold, rows, said))
            truth.append([true_win_rate_fast(rewards, chances, n) for n in NS])
        terms = terms_of(prompts)
        rates = terms.win_rates()
        estimates.append(rates.mean(axis=0))
        truths.append(np.mean(truth, axis=0))
        for place in range(3):
            reach = 1 + terms.most[place]
            found = mean_interval(rates[:, place], bounds=(-reach, 1 + reach), clip=(0, 1))
            covered[place] += found.low <= TRUTH[place] <= found.high
    error = np.std(np.array(estimates) - truths, axis=0) / np.sqrt(60)
    assert (np.abs(np.mean(estimates, axis=0) - np.mean(truths, axis=0)) < 4 * error).all()
    assert (covered >= 0.88 * 60).all()


def true_win_rate_fast(rewards: np.ndarray, chances: np.ndarray, n: int) -> float:
    wins = (chances.sum(axis=1) - np.diag(chances) + 0.5) / len(rewards)
    return float(tied_pick_weights(rewards, n) @ wins)


def _population() -> np.ndarray:
    rng = np.random.default_rng(99)
    found = [
        [true_win_rate_fast(rewards, chances, n) for n in NS]
        for rewards, chances in (a_prompt(rng) for _ in range(20_000))
    ]
    return np.mean(found, axis=0)


TRUTH = _population()


def test_the_fast_win_rate_of_these_tests_is_the_slow_one():
    rewards, chances = a_prompt(np.random.default_rng(1), samples=6)
    for n in (2, 5):
        slow = true_win_rate(rewards, chances, n)
        assert true_win_rate_fast(rewards, chances, n) == pytest.approx(slow)


def test_pairs_are_drawn_with_exactly_their_probabilities():
    mass = np.array([0.5, 0.2, 0.15, 0.1, 0.05, 0.0])
    propensity = inclusion(mass, 3)
    assert propensity.sum() == pytest.approx(3)
    assert propensity[0] == 1
    assert propensity[-1] == 0
    rng = np.random.default_rng(0)
    counts = np.zeros(6)
    for _ in range(4000):
        drawn = draw_pairs(propensity, rng)
        assert len(set(drawn.tolist())) == 3
        counts[drawn] += 1
    np.testing.assert_allclose(counts / 4000, propensity, atol=0.03)


def test_no_more_pairs_are_asked_than_there_are():
    assert inclusion(np.array([1.0, 1.0, 0.0]), 9).tolist() == [1, 1, 0]


def test_matched_win_rates_leave_out_what_only_length_won():
    """The longer wins always, and the reward follows length: nothing is left at equal lengths."""
    rng = np.random.default_rng(5)
    prompts, matched = [], []
    for _ in range(400):
        length = rng.integers(1, 4, size=8)
        rewards = length + 0.01 * rng.normal(size=8)
        pairs = prompt_pairs(rewards, NS, asked=1)
        rows = draw_pairs(pairs.propensity, rng)
        longer = np.sign(length[pairs.pairs] @ [1, -1])
        chances = (1 + longer) / 2
        said = np.where(longer[rows] == 0, rng.integers(0, 2, len(rows)), chances[rows])
        prompts.append(PromptAnswers(pairs, np.full(28, 0.5), rows, said))
        matched.append(longer == 0)
    wins, room = matched_win_rate(prompts, matched)
    rates = wins.mean(axis=0) / room.mean(axis=0)
    np.testing.assert_allclose(rates, 0.5, atol=0.08)
    assert terms_of(prompts).win_rates().mean(axis=0)[-1] > 0.75
