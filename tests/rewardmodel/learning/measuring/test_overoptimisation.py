"""The curve that rises and turns is found again, with its peak in the interval."""

from __future__ import annotations

import numpy as np
import pytest

from rewardmodel.learning.measuring.best_of_n import (
    PromptAnswers,
    kl_bound,
    prompt_pairs,
    terms_of,
)
from rewardmodel.learning.measuring.overoptimisation import fit_curve, n_of_distance, watch

NS = (2, 4, 8, 16, 32)


def answers(alpha: float, beta: float, prompts: int, seed: int, noise: float = 0.3) -> np.ndarray:
    d = np.sqrt(kl_bound(NS))
    rng = np.random.default_rng(seed)
    return 0.5 + d * (alpha - beta * d) + noise * rng.normal(size=(prompts, len(NS)))


def test_distances_and_numbers_are_inverses():
    for n in (1.5, 4.0, 100.0):
        assert n_of_distance(float(np.sqrt(kl_bound(n)))) == pytest.approx(n)
    assert n_of_distance(0.0) == 1.0


def test_a_peak_is_found_and_covered():
    """alpha = .3, beta = .15: d* = 1, so that log n - (n - 1) / n = 1 and n = 6.3."""
    covered, recommended = 0, []
    for seed in range(40):
        found = fit_curve(answers(0.3, 0.15, 150, seed), NS)
        assert found is not None
        low, high = found.peak.low or np.inf, found.peak.high or np.inf
        covered += low <= 6.305 <= high
        recommended.append(found.recommended)
    assert covered >= 36
    assert np.median(recommended) in (4, 8)


def test_a_curve_that_only_rises_has_no_peak_and_the_most_is_recommended():
    found = fit_curve(answers(0.2, 0.0, 300, 0, noise=0.05), NS)
    assert found is not None
    assert found.peak.n is None or found.peak.chance < 0.6
    assert found.recommended == 32


def test_where_people_like_picks_less_than_chance_none_is_recommended():
    found = fit_curve(answers(-0.1, 0.02, 200, 0), NS)
    assert found is not None
    assert found.recommended == 1
    assert found.peak.n == 1.0


def test_few_prompts_say_nothing():
    assert fit_curve(answers(0.3, 0.1, 9, 0), NS) is None
    assert fit_curve(np.full((50, 1), 0.6), (4,)) is None


def test_rewards_that_are_all_equal_promise_nothing_and_alarm_nobody():
    pairs = prompt_pairs(np.zeros(4), (2, 4))
    answer = PromptAnswers(pairs, np.full(6, 0.5), np.array([2]), np.array([0.0]))
    found = watch(terms_of([answer] * 30), (2, 4), tolerance=0.0)
    assert found.alarm_n is None
    np.testing.assert_allclose([found.low, found.high], 0, atol=1e-6)
