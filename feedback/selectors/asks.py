"""What a project asks beside the choice, and whether its questions are well formed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Literal, TypedDict

from feedback.models import Project

# The strengths of one side, by the steps of the scale: the tie is the step in the middle. The
# strongest is 4 on every scale, since that is what the likelihood takes for a sure choice.
STRENGTHS: dict[int, tuple[int, ...]] = {
    0: (),
    3: (),
    5: (2, 4),
    7: (2, 3, 4),
    9: (1, 2, 3, 4),
}
MOST_QUESTIONS = 20
MOST_STEPS = 11  # of a scale that is a question
MOST_OPTIONS = 12
LOWEST, HIGHEST = -100, 100
USUAL_MIN, USUAL_MAX = 1, 5
NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
# By kind, what a question of it has beside the rest.
QUESTION_KEYS: dict[str, set[str]] = {
    "scale": {"min", "max"},
    "choice": {"options"},
    "text": set(),
}
COMMON_KEYS = {"name", "label", "kind", "required", "per_response"}


class Question(TypedDict):
    """A question with all that may be left out filled in."""

    name: str
    label: str
    kind: Literal["scale", "choice", "text"]
    options: list[str]
    min: int | None
    max: int | None
    required: bool
    per_response: bool


class Asks(TypedDict):
    """All that is asked beside the choice."""

    strength_steps: int
    questions: list[Question]
    rationale: str
    confidence: bool
    naive_read: str


def asks_of(project: Project) -> Asks:
    """What the project asks, as it is served."""
    return {
        "strength_steps": project.strength_steps,
        "questions": [_filled(question) for question in project.questions],
        "rationale": project.ask_rationale,
        "confidence": project.ask_confidence,
        "naive_read": project.naive_read,
    }


def _filled(question: dict[str, Any]) -> Question:
    is_scale = question["kind"] == "scale"
    return {
        "name": question["name"],
        "label": question["label"],
        "kind": question["kind"],
        "options": question.get("options", []),
        "min": question.get("min", USUAL_MIN) if is_scale else None,
        "max": question.get("max", USUAL_MAX) if is_scale else None,
        "required": question.get("required", False),
        "per_response": question.get("per_response", False),
    }


def problems_with_questions(value: Any) -> list[str] | list[dict[str, list[str]]]:
    """What is wrong with a value for ``questions``; empty where nothing is.

    Sentences about the list as a whole, or for each question its problems by field: as many
    dicts as there are questions, empty ones where a question is well formed.
    """
    if not isinstance(value, list):
        return ["Questions are a list."]
    if len(value) > MOST_QUESTIONS:
        return [f"There are at most {MOST_QUESTIONS} questions."]
    found: list[dict[str, list[str]]] = []
    names: set[str] = set()
    for question in value:
        problems: dict[str, list[str]] = {}
        for field, problem in _problems_with(question, names):
            problems.setdefault(field, []).append(problem)
        found.append(problems)
    return found if any(found) else []


def _problems_with(question: Any, taken: set[str]) -> Iterator[tuple[str, str]]:
    """Problems with their fields. The names of well-formed questions go to those taken."""
    if not isinstance(question, dict):
        yield "non_field_errors", "A question is an object."
        return
    label, kind = question.get("label"), question.get("kind")
    if problem := _problem_with_name(question.get("name"), taken):
        yield "name", problem
    if not _is_text(label, 200):
        yield "label", "A label is a text of 1 to 200 characters."
    for flag in ("required", "per_response"):
        if not isinstance(question.get(flag, False), bool):
            yield flag, "This is neither true nor false."
    if not isinstance(kind, str) or kind not in QUESTION_KEYS:
        yield "kind", "The kind is none of scale, choice and text."
        return
    for unknown in sorted(set(question) - COMMON_KEYS - QUESTION_KEYS[kind]):
        yield unknown, "A question of this kind has no such field."
    if kind == "scale":
        yield from _problems_with_range(
            question.get("min", USUAL_MIN), question.get("max", USUAL_MAX)
        )
    if kind == "choice" and (problem := _problem_with_options(question.get("options"))):
        yield "options", problem


def _problem_with_name(name: Any, taken: set[str]) -> str | None:
    if not isinstance(name, str) or not NAME.fullmatch(name):
        return (
            "A name is made of small letters, digits and underscores, begins with a letter and "
            "has 40 characters at most."
        )
    if name in taken:
        return "Another question has this name."
    taken.add(name)
    return None


def _problems_with_range(least: Any, most: Any) -> Iterator[tuple[str, str]]:
    # A bool is an int in Python, and no number here.
    wrong = [
        (field, f"This is no whole number from {LOWEST} to {HIGHEST}.")
        for field, value in (("min", least), ("max", most))
        if type(value) is not int or not LOWEST <= value <= HIGHEST
    ]
    if wrong:
        yield from wrong
    elif least >= most:
        yield "max", "The last step is not above the first."
    elif most - least >= MOST_STEPS:
        yield "max", f"A scale has at most {MOST_STEPS} steps."


def _problem_with_options(options: Any) -> str | None:
    if not isinstance(options, list) or not 2 <= len(options) <= MOST_OPTIONS:
        return f"A choice has 2 to {MOST_OPTIONS} options."
    for option in options:
        if not _is_text(option, 100):
            return "An option is a text of 1 to 100 characters."
    return "An option is there twice." if len(set(options)) < len(options) else None


def _is_text(value: Any, longest: int) -> bool:
    """A text that is not blank. PostgreSQL keeps no NUL in JSON."""
    return (
        isinstance(value, str)
        and bool(value.strip())
        and len(value) <= longest
        and "\0" not in value
    )
