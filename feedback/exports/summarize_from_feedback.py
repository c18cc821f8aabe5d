"""OpenAI's summarize-from-feedback comparisons."""

from __future__ import annotations

from typing import Any

from feedback.exports.format import Format
from feedback.exports.prompt_text import prompt_text
from feedback.exports.records import Judgement, Row
from feedback.imports.summarize_from_feedback import source_of


def summarize_row(judgement: Judgement) -> Row:
    """``info, summaries[2], choice, worker, batch, split, extra``, as an imported row had them.

    What was not imported in this format has its whole prompt as ``post`` and the prompt's hash as
    ``id``.

    Raises ValueError for a conversation with roles that transcripts have no mark for.
    """
    kept = judgement.metadata
    given = kept.get("info", {"id": judgement.prompt_hash})
    source = source_of(given, prompt_text(judgement.messages))
    sides = [judgement.b, judgement.a] if kept.get("swapped") else [judgement.a, judgement.b]
    notes = kept.get("summaries") or [{"policy": side.generator} for side in sides]
    row: Row = {
        "info": {**given, kept.get("source", "post"): source},
        "summaries": [{"text": side.text} | note for side, note in zip(sides, notes, strict=True)],
        "choice": sides.index(judgement.chosen),
    }
    if judgement.details.rater:
        row["worker"] = judgement.details.rater
    row |= kept.get("rest") or {}
    extra: dict[str, Any] = dict(kept.get("extra") or {})
    if judgement.details.confidence is not None:
        extra["confidence"] = judgement.details.confidence
    return row | {"extra": extra} if extra or "extra" in kept else row


SUMMARIES = Format(
    name="summarize-from-feedback",
    label="OpenAI summarize from feedback: comparisons",
    description="`info, summaries, choice, worker, batch, split, extra`",
    columns={
        "info": {
            "id": "text",
            "post": "text",
            "title": "text",
            "subreddit": "text",
            "site": "text",
            "article": "text",
        },
        "summaries": [{"text": "text", "policy": "text", "note": "text"}],
        "choice": "integer",
        "worker": "text",
        "batch": "text",
        "split": "text",
        "extra": {"confidence": "number"},
    },
    example={
        "info": {"id": "t3_1", "post": "I hung a cord.", "title": "Walls", "subreddit": "masonry"},
        "summaries": [
            {"text": "A cord.", "policy": "sup2", "note": "short"},
            {"text": "Somebody hung a cord.", "policy": "ref", "note": ""},
        ],
        "choice": 1,
        "worker": "w1",
        "batch": "batch3",
        "split": "train",
        "extra": {"confidence": 7},
    },
    row=summarize_row,
    detailed=True,
)
