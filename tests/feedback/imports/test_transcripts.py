"""Transcripts to turns and back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.imports import Message, parse_transcript, render_transcript
from feedback.imports.hh_rlhf import Turn

PIECES = ["\n\nHuman:", "\n\nAssistant:", "Human:", "\n", " ", "Assistant:", "hello", "Hm."]
raw_transcripts = st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=12).map("".join)


def messages(turns: list[Turn]) -> list[Message]:
    return [{"role": turn.role, "content": turn.content} for turn in turns]


def test_contents_are_verbatim() -> None:
    text = "\n\nHuman: Say:\n\nHuman beings. \n\nAssistant:\n\nAssistant:  No.\nHuman: x\n"
    assert parse_transcript(text) == [
        ("user", " Say:\n\nHuman beings. "),
        ("assistant", ""),
        ("assistant", "  No.\nHuman: x\n"),
    ]


@given(st.sampled_from(PIECES[:2]), raw_transcripts)
def test_rendering_restores_any_transcript(mark: str, rest: str) -> None:
    assert render_transcript(messages(parse_transcript(mark + rest))) == mark + rest


@given(
    st.lists(
        st.tuples(st.sampled_from(["user", "assistant"]), st.text(alphabet="aH:. \n", max_size=9))
    )
)
def test_parsing_restores_messages_without_marks(pairs: list[tuple[str, str]]) -> None:
    conversation: list[Message] = [{"role": role, "content": text} for role, text in pairs]
    assert messages(parse_transcript(render_transcript(conversation))) == conversation


@pytest.mark.parametrize("text", ["Human: Hi", "Hello\n\nHuman: Hi", "\nHuman: Hi", " "])
def test_text_before_the_first_turn_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="begins with"):
        parse_transcript(text)


def test_a_role_without_a_mark_is_refused() -> None:
    with pytest.raises(ValueError, match="'system'"):
        render_transcript([{"role": "system", "content": "Be brief."}])
