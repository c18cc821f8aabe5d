"""Votes weighed by how reliable their raters are, as numbers and in an export."""

from __future__ import annotations

import math

import numpy as np
import pytest

from feedback.exports.rater_posterior import (
    TYPICAL,
    CastVote,
    VoteModel,
    likeliest,
    outcome_posterior,
)
from feedback.models import RaterBelief
from feedback.services.rater_beliefs import record_rater_beliefs

MAPPING = {"prompt": "q", "response_a": "a", "response_b": "b", "choice": "won", "rater": "who"}
GUESSES = VoteModel(0.0, 0.0, -1.5)
SURE = VoteModel(3.0, 0.0, -1.5)


def vote(choice, rater=TYPICAL, shown=""):
    return CastVote(choice, shown, rater)


def test_without_votes_both_sides_are_as_likely():
    a, b, tie = outcome_posterior([])
    assert a == pytest.approx(b)
    assert a + b + tie == pytest.approx(1)


def test_swapping_sides_swaps_the_posterior():
    there = outcome_posterior([vote("a", SURE, "a"), vote("b"), vote("tie")])
    back = outcome_posterior([vote("b", SURE, "b"), vote("a"), vote("tie")])
    np.testing.assert_allclose(there, back[[1, 0, 2]], atol=1e-12)


def test_one_sure_rater_outweighs_two_who_guess_but_not_two_typical_ones_alike():
    against_guesses = outcome_posterior([vote("a", SURE), vote("b", GUESSES), vote("b", GUESSES)])
    np.testing.assert_allclose(against_guesses, outcome_posterior([vote("a", SURE)]), atol=1e-12)
    assert likeliest(against_guesses) == "a"
    assert likeliest(outcome_posterior([vote("a"), vote("b"), vote("b")])) == "b"


def test_choosing_the_first_out_of_habit_says_less():
    habit = VoteModel(1.0, 2.0, -1.5)
    first = outcome_posterior([vote("a", habit, "a")])[0]
    second = outcome_posterior([vote("a", habit, "b")])[0]
    assert first < outcome_posterior([vote("a")])[0] < second


def test_the_grid_is_fine_enough():
    """Against a hundred times as many points, done by hand."""
    z = np.linspace(-12, 12, 20_001)
    logits = np.stack([z / 2, -z / 2, np.full_like(z, -1.5)])
    p = np.exp(logits) / np.exp(logits).sum(axis=0)
    weight = np.exp(-(z**2) / 8) * p[0] ** 9 * p[1]
    expected = (p * weight).sum(axis=1) / weight.sum()
    found = outcome_posterior([vote("a")] * 9 + [vote("b")])
    np.testing.assert_allclose(found, expected, atol=1e-4)


def test_equal_evidence_and_many_ties_are_ties():
    assert likeliest(outcome_posterior([vote("a"), vote("b")])) == "tie"
    assert likeliest(outcome_posterior([vote("tie")] * 30)) == "tie"


@pytest.fixture
def split_votes(load):
    """One rater for a, two for b; on a second prompt a single vote for a."""
    rows = [
        {"q": "Why?", "a": "So.", "b": "No.", "won": won, "who": who}
        for won, who in (("a", "ann"), ("b", "bob"), ("b", "cid"))
    ]
    rows.append({"q": "How?", "a": "Thus.", "b": "Not.", "won": "a", "who": "ann"})
    load("mapping", rows, mapping=MAPPING, keep_raters=True)


def test_an_export_follows_the_raters_the_model_trusts(split_votes, exported, project):
    chosen = {row["prompt"]: row["chosen"] for row in exported("trl", aggregation="posterior")}
    assert chosen == {"Why?": "No.", "How?": "Thus."}
    reliability = {"": 1.0, "ann": 4.0, "bob": 0.1, "cid": 0.1}
    record_rater_beliefs(
        project_id=project.pk,
        beliefs=[
            RaterBelief(
                project=project, pseudonym=name, log_reliability=math.log(value), log_tie=-1.5
            )
            for name, value in reliability.items()
        ],
    )
    soft = exported("trl", aggregation="posterior", ties="soft")
    by_prompt = {row["prompt"]: row for row in soft}
    assert by_prompt["Why?"]["chosen"] == "So."
    assert 0.5 < by_prompt["Why?"]["probability"] < by_prompt["How?"]["probability"] < 1
    enough = exported("trl", aggregation="posterior", min_votes=2)
    assert [row["prompt"] for row in enough] == ["Why?"]
    raw = next(row for row in exported("raw", aggregation="posterior") if row["votes"] == 3)
    assert (raw["choice"], raw["share"]) == ("a", by_prompt["Why?"]["probability"])
