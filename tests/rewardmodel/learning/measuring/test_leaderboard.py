"""The leaderboard finds known strengths again, in order, with intervals that cover them."""

from __future__ import annotations

import time

import numpy as np
import pytest

from rewardmodel.learning.head.likelihood import outcome_probabilities
from rewardmodel.learning.measuring.leaderboard import (
    Games,
    connected_parts,
    fit_leaderboard,
    win_matrix,
)

STRENGTHS = np.array([0.9, 0.3, -0.1, -1.1])


def draw(z: np.ndarray, rng: np.random.Generator, log_tie: float = -0.5) -> np.ndarray:
    """Hard targets (N, 3)."""
    chances = np.cumsum(outcome_probabilities(z, log_tie), axis=1)
    choice = (rng.random((len(z), 1)) > chances[:, :2]).sum(axis=1)
    return np.eye(3)[choice]


def play(
    strengths: np.ndarray, prompts: int, seed: int, *, answers: int = 4, taste: float = 0.0
) -> Games:
    """Some answers a prompt; with taste, what a prompt favours moves all its answers alike."""
    rng = np.random.default_rng(seed)
    group = np.repeat(np.arange(prompts), answers)
    first = rng.integers(len(strengths), size=len(group))
    second = (first + rng.integers(1, len(strengths), size=len(group))) % len(strengths)
    liked = taste * rng.normal(size=(prompts, len(strengths)))
    own = strengths[first] + liked[group, first] - strengths[second] - liked[group, second]
    return Games(first, second, draw(own, rng), group)


def test_known_strengths_are_found_in_order_with_intervals_that_cover_them():
    simulations, covered, ordered = 200, 0, 0
    for seed in range(simulations):
        found = fit_leaderboard(play(STRENGTHS, 150, seed), 4)
        truth = STRENGTHS - STRENGTHS.mean()
        for generator in range(4):
            interval = found.interval(generator)
            covered += interval.low <= truth[generator] <= interval.high
        ordered += (np.argsort(-found.strength) == np.arange(4)).all()
    assert covered >= 0.92 * 4 * simulations
    assert covered <= 0.98 * 4 * simulations  # no wider than they need be
    assert ordered >= 0.92 * simulations


def test_intervals_take_into_account_that_answers_to_a_prompt_go_together():
    """With tastes by prompt the average strengths shrink alike; their order and spread stay."""
    many = fit_leaderboard(play(STRENGTHS, 40_000, 0, answers=8, taste=1.0), 4).strength
    covered = alone = 0
    for seed in range(1, 101):
        games = play(STRENGTHS, 80, seed, answers=8, taste=1.0)
        naive = Games(games.first, games.second, games.targets, np.arange(len(games)))
        found, without = fit_leaderboard(games, 4), fit_leaderboard(naive, 4)
        for generator in range(4):
            low, high = (getattr(found.interval(generator), end) for end in ("low", "high"))
            covered += low <= many[generator] <= high
            low, high = (getattr(without.interval(generator), end) for end in ("low", "high"))
            alone += low <= many[generator] <= high
    assert covered >= 0.91 * 400
    assert alone < covered


def test_length_control_takes_out_what_length_did():
    rng = np.random.default_rng(5)
    games = play(np.zeros(3), 3000, 5)
    length = np.array([0.8, 0.0, -0.8])  # the first writes at length and is no better
    difference = length[games.first] - length[games.second] + 0.4 * rng.normal(size=len(games))
    games = Games(games.first, games.second, draw(1.5 * difference, rng), games.group)
    plain, controlled = (
        fit_leaderboard(games, 3),
        fit_leaderboard(games, 3, difference[:, None]),
    )
    assert plain.interval(0).low > 0.5
    assert abs(controlled.strength).max() < 0.2
    assert controlled.effect_interval(0).low <= 1.5 <= controlled.effect_interval(0).high


def test_ranks_say_who_cannot_be_told_apart():
    close = fit_leaderboard(play(np.array([1.0, 0.0, 0.0]), 400, 2), 3).ranks()
    assert close.tolist()[0] == [1, 1]
    assert [tuple(rank) for rank in close[1:]] == [(2, 3), (2, 3)]


def test_who_won_everything_has_a_finite_strength_and_a_wide_interval():
    games = Games(np.zeros(5, int), np.ones(5, int), np.eye(3)[np.zeros(5, int)], np.arange(5))
    found = fit_leaderboard(games, 2)
    assert np.isfinite(found.strength).all()
    assert found.strength[0] > 1
    assert found.interval(0).low < 0.5  # five wins of five prove little


def test_generators_that_never_met_are_parts_of_their_own():
    games = Games(np.array([0, 2]), np.array([1, 3]), np.eye(3)[[0, 1]], np.array([0, 1]))
    assert connected_parts(games, 5).tolist() == [0, 0, 1, 1, 2]


def test_the_win_matrix_counts_both_ways():
    games = Games(np.array([0, 1, 0]), np.array([1, 0, 1]), np.eye(3)[[0, 0, 2]], np.arange(3))
    wins = win_matrix(games, 2)
    assert wins[0, 1].tolist() == [1, 1]
    assert wins[1, 0].tolist() == [1, 1]


@pytest.mark.parametrize(("first", "second"), [([0], [0]), ([0], [7]), ([-1], [0])])
def test_games_that_cannot_be_are_refused(first, second):
    games = Games(np.array(first), np.array(second), np.eye(3)[[0]], np.array([0]))
    with pytest.raises(ValueError, match="generator"):
        fit_leaderboard(games, 3)


def test_a_hundred_thousand_answers_take_about_a_second():
    games = play(np.linspace(-1, 1, 12), 25_000, 0)
    start = time.process_time()
    fit_leaderboard(games, 12, np.zeros((len(games), 1)))
    assert time.process_time() - start < 5
