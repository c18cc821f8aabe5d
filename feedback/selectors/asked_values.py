"""Whether an answer says what its project asks beside the choice, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from feedback.selectors.asks import STRENGTHS, Asks, Question

LONGEST_TEXT = 5_000
SIDES = ("a", "b")
Problem = tuple[str, str]


def problems_with_answer(asks: Asks, answer: Mapping[str, Any]) -> dict[str, Any]:
    """By field, what is wrong with an answer; empty where it is as asked.

    A value of a question stands under ``axes.NAME``, or ``axes.NAME.a`` and ``axes.NAME.b`` where
    each response has its own.
    """
    found: dict[str, list[str]] = {}
    for where, problem in _problems(asks, answer):
        found.setdefault(where, []).append(problem)
    return found


def _problems(asks: Asks, answer: Mapping[str, Any]) -> Iterator[Problem]:
    strength = answer.get("strength")
    if strength is not None and strength not in STRENGTHS[asks["strength_steps"]]:
        yield "strength", "The project's scale has no such strength."
    rationale = answer.get("rationale") or ""
    if rationale and asks["rationale"] == "off":
        yield "rationale", "The project asks for no reason."
    if asks["rationale"] == "required" and not rationale.strip():
        yield "rationale", "The project asks for a reason."
    if answer.get("confidence") is not None and not asks["confidence"]:
        yield "confidence", "The project does not ask for this."
    yield from _problems_with_times(asks["naive_read"], answer)
    yield from _problems_with_axes(asks["questions"], answer.get("axes") or {})


def _problems_with_times(naive_read: str, answer: Mapping[str, Any]) -> Iterator[Problem]:
    """Times are no answers: where the source is not hidden any more, they are true all the same."""
    naive, source = answer.get("naive_ms"), answer.get("source_ms")
    if naive_read == "required":
        for name, value in (("naive_ms", naive), ("source_ms", source)):
            if value is None:
                yield name, "The project asks to read the responses first, then the source."
    elif source is not None and naive is None:
        yield "naive_ms", "The time before the source was opened is missing."
    whole = answer.get("duration_ms")
    if whole is not None and (naive or 0) + (source or 0) > whole:
        yield "duration_ms", "It is shorter than the times without and with the source."


def _problems_with_axes(questions: list[Question], axes: Mapping[str, Any]) -> Iterator[Problem]:
    for name in sorted(set(axes) - {question["name"] for question in questions}):
        yield f"axes.{name}", "The project asks no such question."
    for question in questions:
        where = f"axes.{question['name']}"
        value = axes.get(question["name"])
        if not question["per_response"]:
            yield from _problems_with_value(question, where, value)
        elif value is not None and (not isinstance(value, dict) or set(value) - set(SIDES)):
            yield where, 'The answer is {"a": …, "b": …}.'
        else:
            for side in SIDES:
                own = (value or {}).get(side)
                yield from _problems_with_value(question, f"{where}.{side}", own)


def _problems_with_value(question: Question, where: str, value: Any) -> Iterator[Problem]:
    if value is None or (isinstance(value, str) and not value.strip()):
        if question["required"]:
            yield where, "The project asks for an answer."
        elif value is not None and question["kind"] != "text":
            yield where, "This is no answer to the question."
        return
    if not _fits(question, value):
        yield where, "This is no answer to the question."


def _fits(question: Question, value: Any) -> bool:
    match question["kind"]:
        case "scale":
            least, most = question["min"], question["max"]
            if least is None or most is None or type(value) is not int:
                return False  # neither a bool nor a fraction is a step
            return least <= value <= most
        case "choice":
            return isinstance(value, str) and value in question["options"]
        case "text":
            # PostgreSQL keeps no NUL in JSON.
            return isinstance(value, str) and len(value) <= LONGEST_TEXT and "\0" not in value
