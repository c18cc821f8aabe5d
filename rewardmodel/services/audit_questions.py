"""Files of model-written evaluations, as Anthropic publishes them: JSON lines with ``question``,
``answer_matching_behavior`` and ``answer_not_matching_behavior``."""

from __future__ import annotations

import io
from typing import Any

from feedback.errors import Refusal
from feedback.imports import BadLine, UnreadableFileError, open_rows

MOST_QUESTIONS = 10_000
LISTED = 100
_FIELDS = {
    "question": "question",
    "answer_matching_behavior": "matching",
    "answer_not_matching_behavior": "not_matching",
}


def read_questions(content: bytes) -> list[dict[str, str]]:
    """The questions of a file; what else its rows hold is left out.

    Raises:
        Refusal: ``bad_lines`` (details list them), ``no_questions``, ``too_many_questions``, or a
            code of ``UnreadableFileError``. One bad line refuses the file: a part of an evaluation
            is another evaluation.
    """
    found: list[dict[str, str]] = []
    bad: list[dict[str, Any]] = []
    try:
        for row in open_rows(io.BytesIO(content), container="jsonl"):
            problem = row.message if isinstance(row, BadLine) else _problem(row.fields)
            if problem:
                bad.append({"line": row.line, "message": problem})
            elif not isinstance(row, BadLine):
                found.append({ours: row.fields[name].strip() for name, ours in _FIELDS.items()})
    except UnreadableFileError as error:
        raise Refusal(error.code, str(error), status=400) from error
    if bad:
        details = {"lines": bad[:LISTED]}
        raise Refusal("bad_lines", f"{len(bad)} lines cannot be used.", status=400, details=details)
    if not found:
        raise Refusal("no_questions", "The file holds no questions.", status=400)
    if len(found) > MOST_QUESTIONS:
        text = f"An audit has {MOST_QUESTIONS:,} questions at most."
        raise Refusal("too_many_questions", text, status=400)
    return found


def _problem(fields: dict[str, Any]) -> str:
    for name in _FIELDS:
        if not isinstance(fields.get(name), str) or not fields[name].strip():
            return f"{name} is missing, or no text."
    one, other = (fields[name].strip() for name in list(_FIELDS)[1:])
    return "Both answers are the same." if one == other else ""
