"""Rows of HH-RLHF files, and what is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from feedback.imports import BadLine, ParsedRow, read_records, render_transcript
from feedback.imports.hh_rlhf import ASSISTANT_MARK, parse_hh_rlhf
from feedback.imports.rows import jsonl_rows

ASKED = "\n\nHuman: Which pump?"


def line(chosen: object, rejected: object) -> bytes:
    return json.dumps({"chosen": chosen, "rejected": rejected}).encode()


def read_hh_rlhf(lines: list[bytes]) -> list[Any]:
    return list(read_records(jsonl_rows(lines), parse_hh_rlhf))


def texts(parsed: ParsedRow) -> tuple[str | None, ...]:
    return tuple(response.text for response in parsed.parts[0].responses)


def read_one(data: bytes) -> ParsedRow | BadLine:
    [result] = read_hh_rlhf([data])
    return result


def row(chosen: str, rejected: str) -> ParsedRow:
    result = read_one(line(chosen, rejected))
    assert isinstance(result, ParsedRow), result
    return result


def test_the_shared_turns_are_the_prompt_and_the_rest_the_responses() -> None:
    shared = f"{ASKED}\n\nAssistant: The blue one?\n\nHuman: Yes."
    parsed = row(f"{shared}\n\nAssistant: Number 2.", f"{shared}\n\nAssistant: Number 3.")
    assert parsed.parts[0].messages == [
        {"role": "user", "content": " Which pump?"},
        {"role": "assistant", "content": " The blue one?"},
        {"role": "user", "content": " Yes."},
    ]
    assert texts(parsed) == (" Number 2.", " Number 3.")
    assert (parsed.line, parsed.silent) == (1, False)


def test_turns_after_the_parting_stay_in_the_response() -> None:
    parsed = row(
        f"{ASKED}\n\nAssistant: Two.\n\nHuman: Why?\n\nAssistant: It is new.",
        f"{ASKED}\n\nAssistant: Three.",
    )
    assert texts(parsed) == (" Two.\n\nHuman: Why?\n\nAssistant: It is new.", " Three.")


@pytest.mark.parametrize("silence", [" ", "\n", " \n "])
def test_a_silent_turn_is_taken_and_marked(silence: str) -> None:
    parsed = row(f"{ASKED}\n\nAssistant: Two.", f"{ASKED}\n\nAssistant:{silence}")
    assert texts(parsed)[1] == silence
    assert parsed.silent


def test_the_key_is_that_of_the_transcripts_alone() -> None:
    one, other = f"{ASKED}\n\nAssistant: é", f"{ASKED}\n\nAssistant: b"
    spaced = json.dumps({"rejected": other, "chosen": one}, indent=1, ensure_ascii=False)
    again = read_one(spaced.replace("\n", "").encode())
    assert isinstance(again, ParsedRow)
    assert again.key == row(one, other).key != row(other, one).key
    assert len(again.key) == 64


GOOD = f"{ASKED}\n\nAssistant: Two."


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b'{"chosen": "\xff"}', "undecodable"),
        (b'{"chosen": "a", ', "bad_json"),
        (b"[" * 100_000, "bad_json"),
        (b"1" * 10_000, "bad_json"),
        (b"[1, 2]", "not_an_object"),
        (b"null", "not_an_object"),
        (b'{"chosen": "a"}', "missing_field"),
        (b'{"chosen": "a", "rejected": "b", "value": "banana"}', "unknown_field"),
        (line(GOOD, None), "not_a_string"),
        (line(["a"], GOOD), "not_a_string"),
        (line(GOOD, GOOD + "\0"), "bad_character"),
        (line(GOOD, GOOD + "\ud800"), "bad_character"),
        (line(GOOD, "Three."), "bad_transcript"),
        (line("\n\nAssistant: a", "\n\nAssistant: b"), "no_human_turn"),
        (line(GOOD, GOOD), "identical_responses"),
        (line(ASKED, ASKED + "!"), "not_an_assistant_turn"),
        (line(f"{GOOD}\n\nHuman: a", f"{GOOD}\n\nHuman: b"), "not_an_assistant_turn"),
        (line(GOOD, f"{ASKED}\n\nAssistant:"), "empty_response"),
        (line(GOOD, ASKED), "empty_response"),
        (line("", GOOD), "empty_response"),
    ],
)
def test_a_bad_line_is_refused_with_its_problem(data: bytes, problem: str) -> None:
    result = read_one(data)
    assert isinstance(result, BadLine)
    assert (result.line, result.problem) == (1, problem)
    assert result.message


def test_lines_are_numbered_from_one_and_blank_ones_passed_over() -> None:
    good = line(GOOD, f"{ASKED}\n\nAssistant: Three.")
    results = list(read_hh_rlhf([b"\xef\xbb\xbf" + good, b"", b"?", b" \r", good + b"\r"]))
    assert [(type(result), result.line) for result in results] == [
        (ParsedRow, 1),
        (BadLine, 3),
        (ParsedRow, 5),
    ]


parts = st.lists(
    st.sampled_from(["\n\nHuman:", "\n\nAssistant:", " ", "a", "b", "\n"]), max_size=8
).map("".join)


@given(parts, parts, parts)
def test_both_transcripts_can_be_written_again(shared: str, one: str, other: str) -> None:
    chosen, rejected = (f"{ASKED}{shared}{rest}" for rest in (one, other))
    result = read_one(line(chosen, rejected))
    assume(isinstance(result, ParsedRow))
    assert isinstance(result, ParsedRow)
    beginning = render_transcript(result.parts[0].messages or []) + ASSISTANT_MARK
    assert [beginning + str(text) for text in texts(result)] == [chosen, rejected]


@given(
    st.binary(max_size=60)
    | st.text(alphabet='{}[]":,chosenrejectd\\u0 ', max_size=60).map(str.encode)
)
def test_no_bytes_at_all_raise(data: bytes) -> None:
    assert all(isinstance(result, BadLine) for result in read_hh_rlhf([data]))
