"""Argilla 2 records, as ``Dataset.records.from_json`` reads them.

The dataset has the fields ``prompt`` (chat), ``response_a`` and ``response_b`` (text), a label
question ``preference`` with the labels ``response_a``, ``response_b``, ``tie`` and ``both_bad``,
and questions for what else people said.
"""

from __future__ import annotations

import uuid
from typing import Any

from feedback.exports.format import Format
from feedback.exports.records import Judgement, Row
from feedback.exports.trl import copied

# Argilla knows users by UUIDs; the same pseudonym is the same user in every export.
_RATERS = uuid.UUID("5d2c6f0e-7a36-4c57-8f0e-3f2a9d1c4b68")


def argilla_row(judgement: Judgement) -> Row:
    """``id, fields, metadata, suggestions, responses``; the rater's pseudonym is in ``metadata``,
    a UUID made of it is the user."""
    details = judgement.details
    user = str(uuid.uuid5(_RATERS, details.rater))
    said: dict[str, Any] = {"preference": _label(judgement)}
    said |= details.axes
    if details.strength is not None:
        said["strength"] = details.strength
    if details.rationale:
        said["rationale"] = details.rationale
    took = {} if details.duration_ms is None else {"duration_ms": details.duration_ms}
    return {
        "id": str(judgement.preference),
        "fields": {
            "prompt": copied(judgement.messages),
            "response_a": judgement.a.text,
            "response_b": judgement.b.text,
        },
        "metadata": {
            "response_a_model": judgement.a.generator,
            "response_b_model": judgement.b.generator,
            "rater": details.rater,
            **took,
        },
        "suggestions": {},
        "responses": {
            question: [{"value": value, "user_id": user}] for question, value in said.items()
        },
    }


def _label(judgement: Judgement) -> str:
    if judgement.choice == "tie":
        return "both_bad" if judgement.details.both_bad else "tie"
    return f"response_{judgement.choice}"


ARGILLA = Format(
    name="argilla",
    label="Argilla 2 records",
    description=(
        "a record with its answer: `id, fields{prompt, response_a, response_b}, metadata, "
        "responses`; the prompt is chat messages, `preference` one of `response_a`, `response_b`, "
        "`tie`, `both_bad` (JSON or JSON lines alone)"
    ),
    columns={},
    example={
        "id": "7",
        "fields": {
            "prompt": [{"role": "user", "content": "Which way is down?"}],
            "response_a": "Where the cord points.",
            "response_b": "Left.",
        },
        "metadata": {
            "response_a_model": "draft-2",
            "response_b_model": "draft-1",
            "rater": "r-91ab",
        },
        "suggestions": {},
        "responses": {
            "preference": [
                {"value": "response_a", "user_id": "0f8b6e7c-3b1f-5b0e-9d0a-6a1f3e5c7d21"}
            ]
        },
    },
    row=argilla_row,
    decisive=False,
    nested_only=True,
    detailed=True,
)
