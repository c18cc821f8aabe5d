"""What a project asks beside the choice, and whether its questions are well formed."""

from __future__ import annotations

import re
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


def asks_of(project: Project) -> Asks:
    """What the project asks, as it is served."""
    return {
        "strength_steps": project.strength_steps,
        "questions": [_filled(question) for question in project.questions],
        "rationale": project.ask_rationale,
        "confidence": project.ask_confidence,
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


def problem_with_questions(value: Any) -> str | None:
    """What is wrong with a value for ``questions``, in a sentence, or None."""
    if not isinstance(value, list):
        return "Questions are a list."
    if len(value) > MOST_QUESTIONS:
        return f"There are at most {MOST_QUESTIONS} questions."
    names = set()
    for number, question in enumerate(value, start=1):
        if problem := _problem_with(question):
            return f"Question {number}: {problem}"
        if question["name"] in names:
            return f"Question {number}: the name {question['name']} is taken."
        names.add(question["name"])
    return None


def _problem_with(question: Any) -> str | None:
    if not isinstance(question, dict):
        return "it is not an object."
    name, label, kind = (question.get(key) for key in ("name", "label", "kind"))
    if not isinstance(name, str) or not NAME.fullmatch(name):
        return "its name is not made of small letters, digits and underscores (40 at most)."
    if not _is_text(label, 200):
        return "its label is not a text of 1 to 200 characters."
    if not isinstance(kind, str) or kind not in QUESTION_KEYS:
        return "its kind is none of scale, choice and text."
    if unknown := sorted(set(question) - COMMON_KEYS - QUESTION_KEYS[kind]):
        return f"a question of this kind has no {unknown[0]}."
    for flag in ("required", "per_response"):
        if not isinstance(question.get(flag, False), bool):
            return f"{flag} is neither true nor false."
    if kind == "scale":
        return _problem_with_range(question.get("min", USUAL_MIN), question.get("max", USUAL_MAX))
    return _problem_with_options(question.get("options")) if kind == "choice" else None


def _problem_with_range(least: Any, most: Any) -> str | None:
    # A bool is an int in Python, and no number here.
    if type(least) is not int or type(most) is not int:
        return "min and max are not whole numbers."
    if not LOWEST <= least < most <= HIGHEST:
        return f"min is not below max, or one is not within {LOWEST} and {HIGHEST}."
    if most - least >= MOST_STEPS:
        return f"a scale has at most {MOST_STEPS} steps."
    return None


def _problem_with_options(options: Any) -> str | None:
    if not isinstance(options, list) or not 2 <= len(options) <= MOST_OPTIONS:
        return f"a choice has 2 to {MOST_OPTIONS} options."
    for option in options:
        if not _is_text(option, 100):
            return "an option is not a text of 1 to 100 characters."
    return "an option is there twice." if len(set(options)) < len(options) else None


def _is_text(value: Any, longest: int) -> bool:
    """A text that is not blank. PostgreSQL keeps no NUL in JSON."""
    return (
        isinstance(value, str)
        and bool(value.strip())
        and len(value) <= longest
        and "\0" not in value
    )
