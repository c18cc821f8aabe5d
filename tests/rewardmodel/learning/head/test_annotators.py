"""Simulated annotators follow their hidden reward, with the faults they are given."""

from collections import Counter

import pytest

from rewardmodel.learning.head.annotators import SimulatedAnnotator, coverage_reward
from tests.rewardmodel.plain_reward import plain_reward

PROMPT = "The parser reads tokens and builds a tree. The compiler walks the tree and emits code."


def _shares(annotator: SimulatedAnnotator, shown_first: int = 0, n: int = 2000) -> Counter[str]:
    return Counter(annotator.choose(PROMPT, "bb", "a", shown_first) for _ in range(n))


def _by_length(_: str, response: str) -> float:
    return float(len(response))


def test_the_same_seed_gives_the_same_answers() -> None:
    assert _shares(SimulatedAnnotator(_by_length, seed=3)) == _shares(
        SimulatedAnnotator(_by_length, seed=3)
    )


def test_reliability_sharpens_the_choice() -> None:
    careless, careful = (
        _shares(SimulatedAnnotator(_by_length, reliability=r))["a"] for r in (0.2, 3.0)
    )
    assert careless < 0.65 * 2000 < 0.85 * 2000 < careful


def test_ties_follow_their_rate() -> None:
    # z = 0 at reliability 0: nu / (2 + nu)
    ties = _shares(SimulatedAnnotator(_by_length, reliability=0.0, log_tie=0.0))["tie"]
    assert ties / 2000 == pytest.approx(1 / 3, abs=0.04)


def test_a_side_bias_favours_the_one_shown_first() -> None:
    def annotator() -> SimulatedAnnotator:
        return SimulatedAnnotator(_by_length, reliability=0.0, side_bias=1.5)

    assert _shares(annotator(), 1)["a"] > 2 * _shares(annotator(), 1)["b"]
    assert _shares(annotator(), -1)["b"] > 2 * _shares(annotator(), -1)["a"]


@pytest.mark.parametrize("reward", [coverage_reward, plain_reward])
def test_hidden_rewards_prefer_a_summary_to_noise(reward: object) -> None:
    good = "The parser builds a tree and the compiler emits code."
    noise = "Unrelated considerations notwithstanding heterogeneous vegetables"
    assert reward(PROMPT, good) > reward(PROMPT, noise)  # type: ignore[operator]
    assert reward(PROMPT, good) > reward(PROMPT, "")  # type: ignore[operator]


def test_repetition_and_length_cost_coverage_its_reward() -> None:
    good = "The parser builds a tree, the compiler emits code."
    assert coverage_reward(PROMPT, good) > coverage_reward(PROMPT, good + " " + good)
