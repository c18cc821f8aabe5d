"""Few answers and many predictions: covered whatever the predictions are, narrower if they tell."""

from __future__ import annotations

import numpy as np
import pytest

from rewardmodel.learning.head.likelihood import outcome_probabilities
from rewardmodel.learning.measuring.leaderboard import Games, fit_leaderboard
from rewardmodel.learning.measuring.valid_inference import (
    Sample,
    active_mean,
    effective_multiplier,
    tuned_leaderboard,
    tuned_mean,
)

PREDICTIONS = ("good", "useless", "adversarial")


def foretell(kind: str, chance: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    return {
        "good": chance,
        "useless": rng.random(len(chance)),
        "adversarial": 1 - chance,
    }[kind]


def test_three_rows_by_hand():
    sample = Sample(np.array([True, False, True]), np.array([0.5, 0.5, 0.25]), np.arange(3))
    found = active_mean(sample, [1, np.nan, 0], [0.6, 0.5, 0.2])
    # .6 + (1 - .6) / .5 = 1.4;  .5;  .2 - .2 / .25 = -.6
    assert found.value == pytest.approx(1.3 / 3)


@pytest.mark.parametrize("kind", PREDICTIONS)
def test_active_and_tuned_means_cover(kind):
    rng = np.random.default_rng(PREDICTIONS.index(kind))
    covered, widths = np.zeros(3), []
    for _ in range(300):
        chance = rng.beta(0.7, 0.5, 1500)
        propensity = 0.05 + 0.3 * np.sqrt(chance * (1 - chance)) / 0.5
        sample = Sample(rng.random(1500) < propensity, propensity, np.arange(1500) // 2)
        y = (rng.random(1500) < chance).astype(float)
        f = foretell(kind, chance, rng)
        active, tuned = active_mean(sample, y, f), tuned_mean(sample, y, f)
        truth = 0.7 / 1.2
        for place, each in enumerate((active, tuned.interval(), tuned.interval_alone())):
            covered[place] += each.low <= truth <= each.high
        widths.append([tuned.error[0], tuned.alone_error[0]])
    assert (covered >= 0.92 * 300).all()
    ratio = np.divide(*np.mean(widths, axis=0))
    assert ratio <= 1.001
    if kind != "useless":
        assert ratio < 0.9  # an enemy who is always wrong tells as much as a friend


def draw(z: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    chances = np.cumsum(outcome_probabilities(z, -0.5), axis=1)
    return np.eye(3)[(rng.random((len(z), 1)) > chances[:, :2]).sum(axis=1)]


@pytest.mark.parametrize("kind", ["good", "adversarial"])
def test_leaderboards_cover_and_are_no_wider(kind):
    rng = np.random.default_rng(7)
    strengths = np.array([0.6, 0.0, -0.6])
    covered = alone = total = 0
    ratios = []
    for _ in range(100):
        group = np.repeat(np.arange(250), 4)
        first = rng.integers(3, size=1000)
        second = (first + rng.integers(1, 3, size=1000)) % 3
        taste = rng.normal(size=1000)
        targets = draw(strengths[first] - strengths[second] + taste, rng)
        sign = 1 if kind == "good" else -1
        f = outcome_probabilities(sign * (strengths[first] - strengths[second] + taste), -0.5)
        propensity = 0.15 + 0.2 * rng.random(1000)
        sample = Sample(rng.random(1000) < propensity, propensity, group)
        found = tuned_leaderboard(sample, Games(first, second, targets, group), f, 3)
        for k in range(3):
            truth = POPULATION[k]
            covered += found.interval(k).low <= truth <= found.interval(k).high
            alone += found.interval_alone(k).low <= truth <= found.interval_alone(k).high
            total += 1
        ratios.append(found.error.mean() / found.alone_error.mean())
    assert covered >= 0.91 * total
    assert alone >= 0.91 * total
    assert np.mean(ratios) < (0.97 if kind == "good" else 1.0)


def _population() -> np.ndarray:
    """What the leaderboard tends to when tastes are averaged over."""
    rng = np.random.default_rng(0)
    strengths = np.array([0.6, 0.0, -0.6])
    first = rng.integers(3, size=200_000)
    second = (first + rng.integers(1, 3, size=200_000)) % 3
    z = strengths[first] - strengths[second] + rng.normal(size=200_000)
    games = Games(first, second, outcome_probabilities(z, -0.5), np.arange(200_000) // 4)
    return fit_leaderboard(games, 3).strength


POPULATION = _population()


def test_weights_count_as_copies_would():
    rng = np.random.default_rng(3)
    first, second = np.zeros(60, dtype=int), np.ones(60, dtype=int)
    games = Games(first, second, draw(np.full(60, 0.4), rng), np.arange(60))
    twice = np.repeat(np.arange(60), 1 + np.arange(60) % 2)
    copied = Games(first[twice], second[twice], games.targets[twice], twice)
    found = fit_leaderboard(games, 2, weights=1 + np.arange(60) % 2)
    np.testing.assert_allclose(found.strength, fit_leaderboard(copied, 2).strength, atol=1e-6)
    with pytest.raises(ValueError, match="weights"):
        fit_leaderboard(games, 2, weights=np.ones(3))


def test_a_correlation_of_43_hundredths_is_worth_a_fifth_more():
    assert effective_multiplier(0.43, 300, 300_000) == pytest.approx(1.23, abs=0.005)


def test_impossible_propensities_are_refused():
    with pytest.raises(ValueError, match="propensities"):
        Sample(np.array([True]), np.array([0.0]), np.array([0]))
