"""Where sentences come from."""

from __future__ import annotations

from pydoc_data.topics import topics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.generators import EXTRACTIVE
from feedback.text import sentence_spans, words
from feedback.text.alignment import places_of
from tests.feedback.text.strategies import technical_texts

TEXTS = ["The plumb line hangs. It is\n  true (always).", "Spirit levels lie flat. The line sags."]


def shown(sentence: str, texts: list[str] = TEXTS) -> list[str]:
    return [texts[place.text][place.start : place.end] for place in places_of(sentence, texts)]


def kinds(sentence: str, texts: list[str] = TEXTS) -> set[str]:
    return {place.kind for place in places_of(sentence, texts)}


def test_a_sentence_that_stands_there_is_found_whatever_its_white_space():
    assert shown("It is true (always).") == ["It is\n  true (always)."]
    assert kinds("It is true (always).") == {"exact"}


def test_two_stretches_in_one_sentence_are_found_apart():
    assert shown("The plumb line hangs. Spirit levels lie flat.") == [
        "The plumb line hangs.",
        "Spirit levels lie flat.",
    ]


def test_a_sentence_that_was_cut_short_is_found():
    assert shown("Spirit levels lie…") == ["Spirit levels lie"]


def test_a_paraphrase_has_its_most_similar_passage_marked_as_such():
    (place,) = places_of("Flat lies the level.", TEXTS)
    assert (place.kind, place.text, shown("Flat lies the level.")) == (
        "similar",
        1,
        ["Spirit levels lie flat."],
    )
    assert 0 < place.score < 1


def test_words_in_common_by_chance_are_not_exact():
    assert kinds("Line the levels true.") == {"similar"}


def test_a_sentence_like_nothing_is_of_the_whole():
    assert [(p.kind, p.score) for p in places_of("Quite unrelated words.", TEXTS)] == [
        ("whole", 0.0),
        ("whole", 0.0),
    ]


@pytest.mark.parametrize("name", list(EXTRACTIVE))
@pytest.mark.parametrize("topic", ["class", "try", "exceptions", "naming"])
def test_every_sentence_of_an_extractive_summary_is_exact(name, topic):
    text = topics[topic]
    summary = EXTRACTIVE[name](text, max_tokens=80)
    for start, end in sentence_spans(summary):
        places = places_of(summary[start:end], [text])
        assert {place.kind for place in places} == {"exact"}
        found = [word for place in places for word in words(text[place.start : place.end])]
        assert found == words(summary[start:end])


@given(technical_texts(), st.lists(technical_texts(), max_size=3))
def test_places_lie_in_their_texts(sentence, texts):
    places = places_of(sentence, texts)
    assert bool(places) == any(text.strip() for text in texts)
    for place in places:
        assert 0 <= place.start < place.end <= len(texts[place.text])
        assert 0 <= place.score <= 1
