"""TRL preference rows."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.exports import conversational_trl_row, to_json_line, trl_row
from feedback.imports import Message
from feedback.imports.hh_rlhf import parse_hh_rlhf

QUESTION: list[Message] = [{"role": "user", "content": "Which pump?"}]
CHAT: list[Message] = [
    {"role": "user", "content": " Which pump?"},
    {"role": "assistant", "content": " The blue one?"},
    {"role": "user", "content": " Yes."},
]


def test_a_single_question_stays_plain() -> None:
    assert trl_row(QUESTION, chosen="Two.", rejected="Three.") == {
        "prompt": "Which pump?",
        "chosen": "Two.",
        "rejected": "Three.",
    }


def test_a_conversation_becomes_its_transcript_up_to_the_assistant() -> None:
    row = trl_row(CHAT, chosen=" Two.", rejected=" Three.")
    assert row["prompt"] == (
        "\n\nHuman: Which pump?\n\nAssistant: The blue one?\n\nHuman: Yes.\n\nAssistant:"
    )


@pytest.mark.parametrize("turns", [1, 3])
def test_an_imported_row_is_restored_byte_for_byte(turns: int) -> None:
    shared = "".join(
        f"\n\n{speaker}:{text}"
        for speaker, text in [("Human", " Hi "), ("Assistant", "\n"), ("Human", "So?")][:turns]
    )
    chosen, rejected = f"{shared}\n\nAssistant: Two.", f"{shared}\n\nAssistant:\nThree. "
    [part] = parse_hh_rlhf({"chosen": chosen, "rejected": rejected}, 1).parts
    better, worse = (str(response.text) for response in part.responses)
    row = trl_row(part.messages or [], chosen=better, rejected=worse, transcript=True)
    assert row["prompt"] + row["chosen"] == chosen
    assert row["prompt"] + row["rejected"] == rejected


def test_the_conversational_form_keeps_messages() -> None:
    system: list[Message] = [{"role": "system", "content": "Be brief."}, *CHAT]
    assert conversational_trl_row(system, chosen=" Two.", rejected=" Three.") == {
        "prompt": system,
        "chosen": [{"role": "assistant", "content": " Two."}],
        "rejected": [{"role": "assistant", "content": " Three."}],
    }


def test_a_role_that_transcripts_do_not_have_is_refused_in_the_standard_form() -> None:
    with pytest.raises(ValueError, match="system"):
        trl_row([{"role": "system", "content": "Be brief."}], chosen="a", rejected="b")


@given(st.text(), st.text())
def test_a_row_is_one_line_of_json(chosen: str, rejected: str) -> None:
    row = trl_row(QUESTION, chosen=chosen, rejected=rejected)
    line = to_json_line(row)
    assert line.endswith(b"\n")
    assert line.count(b"\n") == 1
    assert json.loads(line) == row
