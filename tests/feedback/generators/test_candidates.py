"""Which sentences summarisers may choose from."""

from __future__ import annotations

import pytest

from feedback.generators.candidates import Candidate, candidates, join_within

PROSE = [
    "A pump moves water from the well to the tank.",
    "It starts when the level falls below three metres.",
    "Every pump needs a valve that opens last.",
]


def texts(text: str) -> list[str]:
    return [candidate.text for candidate in candidates(text)]


@pytest.mark.parametrize(
    "other",
    [
        "Pumps\n=====",
        "pump ::= motor valve+",
        ">>> pump.start()\nTrue",
        "   if level < 3:\n       start(pump)",
        "+-----+-----+\n| rod | 2kg |\n+-----+-----+",
        "Note:",
        "For example, this starts both pumps:",
        "See the section on valves.",
        "For more about tanks, see the handbook.",
        "Changed in version 3.1: Pumps may share a tank.",
        "* the motor and the valve",
    ],
)
def test_only_finished_prose_is_offered_where_there_is_enough(other: str) -> None:
    assert texts("\n\n".join([PROSE[0], other, PROSE[1], PROSE[2]])) == PROSE


def test_white_space_is_collapsed_and_list_markers_go() -> None:
    text = "* A pump moves water\n  from the well to the tank.\n* It starts  when asked to start."
    assert texts(text) == [PROSE[0], "It starts when asked to start."]


def test_too_little_prose_is_joined_by_table_rows_and_lead_ins() -> None:
    table = (
        "+-----+-----+\n| Part | Use |\n|=====|=====|\n| rod | lifts |\n| | water |\n+-----+-----+"
    )
    assert texts(f"{PROSE[0]}\n\nIts parts are the following:\n\n{table}") == [
        PROSE[0],
        "Its parts are the following:",
        "rod — lifts water",
    ]


def test_code_is_offered_where_there_is_no_finished_prose() -> None:
    assert texts("Starting both pumps:\n\n   >>> a.start()\n   >>> b.start()") == [
        "Starting both pumps:",
        ">>> a.start()",
        ">>> b.start()",
    ]


@pytest.mark.parametrize(("text", "offered"), [("Note:", ["Note:"]), ("====", ["===="]), ("", [])])
def test_something_is_offered_for_every_text_that_is_not_blank(
    text: str, offered: list[str]
) -> None:
    assert texts(text) == offered


def test_content_words_leave_function_words_out() -> None:
    assert candidates(PROSE[0])[0].content_words == ["pump", "moves", "water", "tank"]


def test_sentences_that_do_not_fit_are_passed_over() -> None:
    found = [Candidate(text, tokens, []) for text, tokens in (("a", 4), ("b", 9), ("c", 5))]
    assert join_within(found, [2, 1, 0], max_tokens=9) == "a c"
    assert join_within(found, [], max_tokens=9) == ""


def test_a_single_long_word_is_cut_between_its_tokens() -> None:
    assert join_within(candidates("a.b.c.d.e.f.g"), [0], max_tokens=4) == "a.b…"
