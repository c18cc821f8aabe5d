"""Bradley–Terry scores of the responses to a prompt."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.exports.rankings import PRIOR_WINS, bradley_terry

games = st.lists(
    st.tuples(st.integers(0, 4), st.integers(0, 4), st.sampled_from([0.0, 0.5, 1.0])).filter(
        lambda game: game[0] != game[1]
    ),
    min_size=1,
    max_size=30,
)


def scores(played: list[tuple[int, int, float]], count: int = 5) -> np.ndarray:
    first, second, wins = (np.array(each) for each in zip(*played, strict=True))
    return bradley_terry(first, second, wins.astype(float), np.ones(len(played)), count)


def test_two_responses_have_the_odds_of_their_wins():
    found = scores([(0, 1, 1.0)] * 3000 + [(0, 1, 0.0)] * 1000, count=2)
    assert found[0] - found[1] == pytest.approx(math.log(3), abs=0.01)


@given(games)
def test_at_the_scores_expected_wins_are_those_there_were(played):
    """The gradient of the penalised likelihood is nought."""
    strength = np.exp(scores(played))
    # Scores are centred, and the virtual opponent with them: its strength is fitted here.
    expected, won = np.zeros(5), np.zeros(5)
    for a, b, share in played:
        chance = strength[a] / (strength[a] + strength[b])
        expected += np.bincount([a, b], [chance, 1 - chance], minlength=5)
        won += np.bincount([a, b], [share, 1 - share], minlength=5)
    gap = won + PRIOR_WINS - expected
    # What is left is each one's share against the virtual opponent: between none and all of it.
    assert np.all(gap > 0)
    assert np.all(gap < 2 * PRIOR_WINS)
    odds = gap / (2 * PRIOR_WINS - gap)
    assert np.allclose(odds / strength, odds[0] / strength[0], rtol=1e-3)


@given(games)
def test_swapping_sides_changes_nothing_and_turning_votes_turns_the_order(played):
    swapped = [(b, a, 1 - share) for a, b, share in played]
    assert np.allclose(scores(swapped), scores(played), atol=1e-6)


def test_the_export_ranks_the_responses_of_each_prompt(load, exported):
    def vote(better: str, worse: str, number: int, question: str = "Why?") -> dict[str, object]:
        return {"prompt": question, "chosen": better, "rejected": worse, "margin": number}

    wins = [("a", "b"), ("a", "b"), ("b", "c"), ("a", "c"), ("b", "a")]
    load("trl", [vote(one, other, i) for i, (one, other) in enumerate(wins)])
    load("trl", [vote("x", "y", 0, "How?")])
    rows = exported("rankings")
    assert [(row["response"], row["rank"]) for row in rows] == [
        ("a", 1),
        ("b", 2),
        ("c", 3),
        ("x", 1),
        ("y", 2),
    ]
    assert [(row["wins"], row["losses"], row["ties"]) for row in rows[:3]] == [
        (3, 1, 0),
        (2, 2, 0),
        (0, 2, 0),
    ]
    assert rows[0]["score"] > rows[1]["score"] > rows[2]["score"]
    assert sum(row["score"] for row in rows[:3]) == pytest.approx(0)
