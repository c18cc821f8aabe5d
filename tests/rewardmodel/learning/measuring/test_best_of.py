"""Best-of-n is estimated as drawing every n of the responses would."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from rewardmodel.learning.measuring.best_of import Ranked, best_of_gains, expected_best


@pytest.mark.parametrize("n", [1, 2, 3, 7])
def test_it_is_the_mean_over_every_choice_of_n(n):
    rng = np.random.default_rng(n)
    reward, merit = rng.normal(size=7), rng.normal(size=7)
    drawn = [merit[max(some, key=lambda i: reward[i])] for some in combinations(range(7), n)]
    assert expected_best(reward, merit, n) == pytest.approx(np.mean(drawn))


def test_responses_of_equal_reward_share_their_merit():
    assert expected_best([1, 1, 0], [4, 0, 9], 3) == pytest.approx(2)
    assert expected_best([0, 0, 0], [4, 0, 2], 2) == pytest.approx(2)


def test_more_than_there_are_is_refused():
    with pytest.raises(ValueError, match="best of 4"):
        expected_best([1, 2, 3], [1, 2, 3], 4)


def test_a_reward_that_is_the_merit_gains_and_its_opposite_loses():
    rng = np.random.default_rng(0)
    prompts = []
    for _ in range(40):
        merit = rng.normal(size=8)
        prompts.append(Ranked(np.array([merit, -merit, rng.normal(size=8)]), merit))
    right, wrong, chance = best_of_gains(prompts, 2)
    # The best of two draws from 8 standard normal ones, in standard deviations of the 8.
    assert right.low < 0.6 < right.high
    assert wrong.value == pytest.approx(-right.value)
    assert chance.low < 0 < chance.high


def test_too_few_prompts_of_so_many_responses_say_nothing():
    prompts = [Ranked(np.ones((3, 2)), np.arange(2.0))] * 9
    assert all(np.isnan(gain.value) for gain in best_of_gains(prompts, 4))
    assert best_of_gains([], 2) == []
