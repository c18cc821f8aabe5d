"""Planted flaws: one change, where it is said to be, and the same for the same seed."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.text.flaws import FLAWS, exchange_name, exchange_number, negate, plant
from tests.feedback.text.strategies import technical_texts

TEXT = "The cord of Ada is 12.5 metres long. It was hung by Ben Cole in 1907. It can sway."
OTHERS = ["The wall leans towards Dover. Nobody saw it fall."]


@pytest.mark.parametrize("kind", list(FLAWS))
def test_a_flaw_is_where_it_says_and_nothing_else_has_changed(kind):
    for seed in range(20):
        flaw = plant(kind, TEXT, seed=str(seed), others=OTHERS)
        assert flaw is not None
        assert flaw.text != TEXT
        put = flaw.text[flaw.start : flaw.end]
        restored = flaw.text[: flaw.start] + flaw.before + flaw.text[flaw.end :]
        if kind == "foreign":  # with the space before it
            restored = flaw.text[: flaw.start - 1] + flaw.text[flaw.end :]
            assert put in OTHERS[0]
        assert restored == TEXT
        assert plant(kind, TEXT, seed=str(seed), others=OTHERS) == flaw


def test_a_number_becomes_another_of_as_many_digits():
    for seed in range(50):
        flaw = exchange_number("It weighs 1,200 grams.", random.Random(seed))
        assert flaw is not None
        assert re.fullmatch(r"It weighs [1-9],\d{3} grams\.", flaw.text)
        assert flaw.text != "It weighs 1,200 grams."


def test_a_name_becomes_another_that_is_known():
    flaw = exchange_name("Here Ada met Ben.", random.Random(1))
    assert flaw is not None
    assert flaw.text in {"Here Ben met Ben.", "Here Ada met Ada."}
    assert exchange_name("Here Ada spoke.", random.Random(1)) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It is long.", "It is not long."),
        ("It is not long.", "It is long."),
        ("It can't sway.", "It can sway."),
        ("It won't sway.", "It will sway."),
        ("It doesn't sway.", "It does sway."),
    ],
)
def test_a_statement_says_the_opposite(text, expected):
    flaw = negate(text, random.Random(0))
    assert flaw is not None
    assert flaw.text == expected


def test_leaving_out_needs_two_sentences():
    assert plant("left_out", "One sentence alone.", seed="") is None
    found = {plant("left_out", TEXT, seed=str(seed)).text for seed in range(30)}  # type: ignore[union-attr]
    assert found == {
        "It was hung by Ben Cole in 1907. It can sway.",
        "The cord of Ada is 12.5 metres long. It can sway.",
        "The cord of Ada is 12.5 metres long. It was hung by Ben Cole in 1907.",
    }


@given(text=technical_texts(), other=technical_texts(), seed=st.text(max_size=4))
def test_any_text_gives_a_flaw_or_none(text, other, seed):
    for kind in FLAWS:
        flaw = plant(kind, text, seed=seed, others=[other])
        assert flaw is None or 0 <= flaw.start <= flaw.end <= len(flaw.text)
