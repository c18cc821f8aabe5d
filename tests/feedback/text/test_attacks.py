"""Each attack does what its description says, and makes none where it finds nothing."""

from __future__ import annotations

import pytest
from hypothesis import given

from feedback.text.attacks import ATTACKS, BY_NAME, Subject, attacked, problem_with_gate
from tests.feedback.text.strategies import technical_texts

SUBJECT = Subject(
    "How long is the cord, and who hung it up in the old mill by the river that year?",
    "The cord is 12 metres long. It was hung by Ben in 1907.",
    "A wall is straight where the cord touches it all the way down.",
)


def text_of(name: str, subject: Subject = SUBJECT) -> str:
    text = attacked(name, subject, seed="s")
    assert text is not None
    return text


@pytest.mark.parametrize("name", list(BY_NAME))
def test_every_attack_changes_the_response_and_the_same_seed_alike(name):
    text = text_of(name)
    assert text != SUBJECT.response
    assert attacked(name, SUBJECT, seed="s") == text
    assert BY_NAME[name].label
    assert BY_NAME[name].description


def test_parroting_says_what_was_asked_in_as_many_words():
    assert text_of("parroting") == "How long is the cord, and who hung it up in the old"


def test_what_is_put_before_or_after_leaves_the_response_whole():
    for name in ("padding", "self_praise", "flattery"):
        text = text_of(name)
        assert SUBJECT.response in text
        assert len(text) > len(SUBJECT.response)
    assert text_of("padding").startswith(SUBJECT.response)
    assert text_of("flattery").endswith(SUBJECT.response)
    assert text_of("repetition") == f"{SUBJECT.response} {SUBJECT.response}"


def test_formatting_keeps_every_word_below_headings_of_its_own():
    text = text_of("formatting")
    assert text.count("### Point") == 2
    for word in SUBJECT.response.split():
        assert word in text


def test_half_the_words_are_cut_off():
    assert text_of("truncation") == "The cord is 12 metres long."
    assert attacked("truncation", Subject("?", "Too short to cut."), seed="s") is None


def test_every_number_is_another():
    text = text_of("number_exchange")
    assert "12" not in text
    assert "1907" not in text


def test_off_topic_sentences_are_as_long_and_share_no_noun():
    text = text_of("off_topic")
    assert len(text.split()) >= len(SUBJECT.response.split())
    assert "cord" not in text


def test_nothing_to_take_hold_of_makes_no_attack():
    bare = Subject("", "Nobody knows", "")
    for name in ("parroting", "truncation", "number_exchange", "negation", "another_answer"):
        assert attacked(name, bare, seed="s") is None
    same = Subject("Nobody knows", "Nobody knows", "Nobody knows")
    assert attacked("parroting", same, seed="s") is None
    assert attacked("another_answer", same, seed="s") is None


@given(prompt=technical_texts(), response=technical_texts())
def test_any_text_can_be_attacked(prompt, response):
    for attack in ATTACKS:
        text = attacked(attack.name, Subject(prompt, response, prompt), seed="s")
        assert text is None or text.strip() != response.strip()


@pytest.mark.parametrize(
    ("gate", "fits"),
    [
        ({}, True),
        ({"padding": 0.2, "truncation": 1}, True),
        ({"padding": 1.2}, False),
        ({"padding": True}, False),
        ({"padding": None}, False),
        ({"pad": 0.2}, False),
        ([], False),
    ],
)
def test_a_gate_names_attacks_with_shares(gate, fits):
    assert (problem_with_gate(gate) is None) == fits
