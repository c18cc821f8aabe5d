"""Which questions a project may ask, and which answers are as asked."""

from __future__ import annotations

import pytest

from feedback.selectors.asked_values import problems_with_answer
from feedback.selectors.asks import STRENGTHS, problems_with_questions

SCALE = {"name": "clarity", "label": "How clear?", "kind": "scale"}
CHOICE = {"name": "fault", "label": "Which fault?", "kind": "choice", "options": ["None", "False"]}
TEXT = {"name": "note", "label": "Anything else?", "kind": "text"}
NOTHING = {
    "strength_steps": 0, "questions": [], "rationale": "off", "confidence": False,
    "naive_read": "off",
}  # fmt: skip
FILLED = {"options": [], "min": None, "max": None, "required": False, "per_response": False}


def asks(**asked):
    return NOTHING | asked


def asking(question, **more):
    least_and_most = {"min": 1, "max": 5} if question["kind"] == "scale" else {}
    return asks(questions=[FILLED | least_and_most | question | more])


@pytest.mark.parametrize(
    "questions",
    [
        [],
        [SCALE, CHOICE, TEXT],
        [SCALE | {"min": 0, "max": 10, "required": True, "per_response": True}],
    ],
)
def test_questions_that_may_be_asked(questions):
    assert problems_with_questions(questions) == []


@pytest.mark.parametrize(
    ("questions", "said"),
    [
        ({}, "a list"),
        ([TEXT | {"name": f"n{number}"} for number in range(21)], "at most 20"),
    ],
)
def test_what_is_wrong_with_the_list_is_said(questions, said):
    (problem,) = problems_with_questions(questions)
    assert said in problem


@pytest.mark.parametrize(
    ("question", "field", "said"),
    [
        ("clarity", "non_field_errors", "object"),
        (TEXT, "name", "Another question"),
        (SCALE | {"name": "How clear?"}, "name", "letters"),
        (SCALE | {"label": " "}, "label", "label"),
        (SCALE | {"label": "a\0b"}, "label", "label"),
        (SCALE | {"kind": "slider"}, "kind", "kind"),
        (SCALE | {"kind": []}, "kind", "kind"),
        (SCALE | {"colour": "red"}, "colour", "no such field"),
        (SCALE | {"options": ["a", "b"]}, "options", "no such field"),
        (CHOICE | {"min": 1}, "min", "no such field"),
        (SCALE | {"required": "yes"}, "required", "true nor false"),
        (SCALE | {"min": 3, "max": 3}, "max", "above"),
        (SCALE | {"min": True}, "min", "whole"),
        (SCALE | {"max": 101}, "max", "100"),
        (SCALE | {"min": 0, "max": 11}, "max", "11 steps"),
        (CHOICE | {"options": ["one"]}, "options", "2 to 12"),
        (CHOICE | {"options": ["one", "one"]}, "options", "twice"),
        (CHOICE | {"options": ["one", 2]}, "options", "text"),
    ],
)
def test_what_is_wrong_with_a_question_is_said_at_its_field(question, field, said):
    first, second = problems_with_questions([TEXT, question])
    assert first == {}
    assert list(second) == [field]
    assert said in second[field][0]


def test_all_that_is_wrong_is_said_at_once():
    wrong = [SCALE | {"label": "", "min": 9}, {"name": "x"}]
    first, second = problems_with_questions(wrong)
    assert (set(first), set(second)) == ({"label", "max"}, {"label", "kind"})


def test_the_strongest_of_every_scale_is_the_same():
    assert {steps: len(STRENGTHS[steps]) for steps in STRENGTHS} == {0: 0, 3: 0, 5: 2, 7: 3, 9: 4}
    assert all(strengths[-1] == 4 for strengths in STRENGTHS.values() if strengths)


@pytest.mark.parametrize("steps", STRENGTHS)
@pytest.mark.parametrize("strength", [None, 1, 2, 3, 4])
def test_a_strength_is_one_of_the_scale(steps, strength):
    problems = problems_with_answer(asks(strength_steps=steps), {"strength": strength})
    assert set(problems) == (
        set() if strength is None or strength in STRENGTHS[steps] else {"strength"}
    )


@pytest.mark.parametrize(
    ("asked", "axes", "wrong"),
    [
        (NOTHING, {}, []),
        (NOTHING, {"banana": 1}, ["axes.banana"]),
        (asking(SCALE), {}, []),
        (asking(SCALE), {"clarity": 5}, []),
        (asking(SCALE), {"clarity": 6}, ["axes.clarity"]),
        (asking(SCALE), {"clarity": 2.5}, ["axes.clarity"]),
        (asking(SCALE), {"clarity": True}, ["axes.clarity"]),
        (asking(SCALE), {"clarity": "5"}, ["axes.clarity"]),
        (asking(SCALE), {"clarity": ""}, ["axes.clarity"]),
        (asking(SCALE, required=True), {}, ["axes.clarity"]),
        (asking(SCALE, required=True), {"clarity": None}, ["axes.clarity"]),
        (asking(CHOICE), {"fault": "False"}, []),
        (asking(CHOICE), {"fault": "Other"}, ["axes.fault"]),
        (asking(CHOICE), {"fault": ["None"]}, ["axes.fault"]),
        (asking(TEXT), {"note": "It rhymes."}, []),
        (asking(TEXT), {"note": 5}, ["axes.note"]),
        (asking(TEXT), {"note": "x" * 5001}, ["axes.note"]),
        (asking(TEXT), {"note": "a\0b"}, ["axes.note"]),
        (asking(TEXT, required=True), {"note": "  "}, ["axes.note"]),
        (asking(SCALE, per_response=True), {"clarity": {"a": 1, "b": 5}}, []),
        (asking(SCALE, per_response=True), {"clarity": {"a": 1}}, []),
        (asking(SCALE, per_response=True), {"clarity": 3}, ["axes.clarity"]),
        (asking(SCALE, per_response=True), {"clarity": {"left": 3}}, ["axes.clarity"]),
        (asking(SCALE, per_response=True), {"clarity": {"a": 9}}, ["axes.clarity.a"]),
        (
            asking(SCALE, per_response=True, required=True),
            {"clarity": {"a": 1}},
            ["axes.clarity.b"],
        ),
    ],
)
def test_values_are_as_asked(asked, axes, wrong):
    assert list(problems_with_answer(asked, {"axes": axes})) == wrong


@pytest.mark.parametrize(
    ("asked", "answer", "wrong"),
    [
        (asks(), {"rationale": ""}, []),
        (asks(), {"rationale": "Because."}, ["rationale"]),
        (asks(rationale="optional"), {}, []),
        (asks(rationale="required"), {"rationale": " "}, ["rationale"]),
        (asks(rationale="required"), {"rationale": "Because."}, []),
        (asks(), {"confidence": 0.5}, ["confidence"]),
        (asks(confidence=True), {"confidence": 0.5}, []),
        (asks(confidence=True), {}, []),
    ],
)
def test_reason_and_confidence_are_given_where_they_are_asked(asked, answer, wrong):
    assert list(problems_with_answer(asked, answer)) == wrong


@pytest.mark.parametrize(
    ("mode", "answer", "wrong"),
    [
        ("off", {}, []),
        # Given while the source was still hidden: the times are true all the same.
        ("off", {"duration_ms": 9, "naive_ms": 4, "source_ms": 5}, []),
        ("optional", {}, []),
        ("optional", {"naive_ms": 4}, []),
        ("optional", {"naive_ms": 0, "source_ms": 0, "duration_ms": 0}, []),
        ("optional", {"source_ms": 5}, ["naive_ms"]),
        ("optional", {"duration_ms": 8, "naive_ms": 4, "source_ms": 5}, ["duration_ms"]),
        ("required", {"naive_ms": 4, "source_ms": 5}, []),
        ("required", {"naive_ms": 4}, ["source_ms"]),
        ("required", {}, ["naive_ms", "source_ms"]),
    ],
)
def test_times_without_and_with_the_source(mode, answer, wrong):
    assert list(problems_with_answer(asks(naive_read=mode), answer)) == wrong
