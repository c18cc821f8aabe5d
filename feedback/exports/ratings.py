"""Ratings of single responses, each with all that is known of it."""

from __future__ import annotations

from feedback.exports.records import Rated, Row
from feedback.exports.trl import copied


def rating_row(rated: Rated) -> Row:
    """``prompt, prompt_hash, response, response_id, generator, rater, axes, imported``."""
    return {
        "prompt": copied(rated.messages),
        "prompt_hash": rated.prompt_hash,
        "response": rated.response.text,
        "response_id": rated.response.id,
        "generator": rated.response.generator,
        "rater": rated.rater,
        "axes": dict(rated.axes),
        "imported": dict(rated.metadata),
    }
