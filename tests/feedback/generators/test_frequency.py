"""The summary by frequent words."""

from __future__ import annotations

import pytest

from feedback.generators.frequency import summarise, word_probabilities


def test_the_sentence_of_the_most_frequent_words_is_chosen() -> None:
    text = (
        "Dusty curtains hang behind kitchen windows. The pump fills the tank again. "
        "The tank feeds the pump daily. Nobody repairs the pump these days."
    )
    assert summarise(text, max_tokens=8) == "The pump fills the tank again."


def test_the_second_sentence_is_about_something_else() -> None:
    text = (
        "The pump fills the tank often. Often the pump fills the tank. "
        "Farmers drink river water there."
    )
    assert summarise(text, max_tokens=14) == (
        "The pump fills the tank often. Farmers drink river water there."
    )


def test_early_occurrences_weigh_more() -> None:
    probabilities = word_probabilities([["first"], ["middle"], ["last"]])
    assert probabilities == pytest.approx(
        {"first": 1 / 2.25, "middle": 0.75 / 2.25, "last": 0.5 / 2.25}
    )
