"""The summary by the beginning of the text."""

from __future__ import annotations

from feedback.generators.leading import summarise
from feedback.text import count_tokens
from tests.feedback.generators.texts import WATER


def test_it_is_the_first_sentences_that_fit() -> None:
    room = count_tokens(WATER[0]) + count_tokens(WATER[1])
    assert summarise(" ".join(WATER), max_tokens=room) == " ".join(WATER[:2])


def test_it_stops_at_the_first_that_does_not_fit() -> None:
    text = "The mill is really old. " + "Very " + "very " * 30 + "long it is. It is near the road."
    assert summarise(text, max_tokens=20) == "The mill is really old."
