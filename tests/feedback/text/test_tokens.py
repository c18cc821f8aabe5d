"""What counts as a token."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.text import count_tokens, token_spans, words
from tests.feedback.text.strategies import technical_texts


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("", []),
        (" \n\t", []),
        ("Don't stop.", ["Don't", "stop", "."]),
        ("x_1 = f(2)", ["x_1", "=", "f", "(", "2", ")"]),
        ("wait ... what?!", ["wait", "...", "what", "?", "!"]),
        ("=====", ["====="]),
        ("naïve – café", ["naïve", "–", "café"]),
    ],
)
def test_tokens_are_words_and_punctuation_marks(text: str, tokens: list[str]) -> None:
    assert [text[start:end] for start, end in token_spans(text)] == tokens
    assert count_tokens(text) == len(tokens)


def test_words_leave_punctuation_out() -> None:
    assert words('Call "f(x)", don’t wait.') == ["Call", "f", "x", "don’t", "wait"]


@given(technical_texts())
def test_tokens_hold_every_non_white_character(text: str) -> None:
    assert "".join(text[start:end] for start, end in token_spans(text)) == "".join(text.split())


@given(technical_texts(), technical_texts(), st.sampled_from([" ", "\n", "\t\n"]))
def test_counts_add_up_over_white_space(left: str, right: str, gap: str) -> None:
    assert count_tokens(left + gap + right) == count_tokens(left) + count_tokens(right)
