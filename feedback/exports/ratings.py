"""Ratings of single responses, each with all that is known of it."""

from __future__ import annotations

from feedback.exports.containers import MESSAGES, Shape
from feedback.exports.format import Format
from feedback.exports.records import Rated, Row
from feedback.exports.trl import copied

_COLUMNS: dict[str, Shape] = {
    "prompt": MESSAGES,
    "prompt_hash": "text",
    "response": "text",
    "response_id": "text",
    "generator": "text",
    "checkpoint": "text",
    "rater": "text",
    "axes": "json",
    "imported": "json",
}


def rating_row(rated: Rated) -> Row:
    """``prompt, prompt_hash, response, response_id, generator, checkpoint, rater, axes,
    imported``."""
    return {
        "prompt": copied(rated.messages),
        "prompt_hash": rated.prompt_hash,
        "response": rated.response.text,
        "response_id": rated.response.id,
        "generator": rated.response.generator,
        "checkpoint": rated.response.checkpoint,
        "rater": rated.rater,
        "axes": dict(rated.axes),
        "imported": dict(rated.metadata),
    }


RATINGS = Format(
    name="ratings",
    label="Ratings of single responses, as they were imported",
    description="a rating of a response: who gave it, its axes, and what else its row said",
    columns=_COLUMNS,
    example={
        "prompt": [{"role": "user", "content": "Which way is down?"}],
        "prompt_hash": "5d0c…",
        "response": "Where the cord points.",
        "response_id": "17",
        "generator": "draft-2",
        "checkpoint": None,
        "rater": "r-1f3a",
        "axes": {"helpfulness": 3, "verbosity": 2},
        "imported": {},
    },
    subject="ratings",
    decisive=False,
    options=(),
)
