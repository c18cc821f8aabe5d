"""Raw preferences: every column, raters under pseudonyms."""

from __future__ import annotations

from feedback.exports.containers import MESSAGES
from feedback.exports.format import Format
from feedback.exports.records import Judgement, Row
from feedback.exports.trl import copied


def raw_row(judgement: Judgement) -> Row:
    """One vote (or the votes on one comparison) with all that is known of it.

    ``node`` is the place in a document that was asked about, None where the prompt belongs to
    none. ``share`` is the share of ``votes`` for a, ties counted as half.
    """
    details = judgement.details
    return {
        "id": judgement.preference,
        "comparison": judgement.comparison,
        "prompt": copied(judgement.messages),
        "prompt_hash": judgement.prompt_hash,
        "node": dict(judgement.node) if judgement.node else None,
        "response_a": judgement.a.text,
        "response_b": judgement.b.text,
        "response_a_id": judgement.a.id,
        "response_b_id": judgement.b.id,
        "generator_a": judgement.a.generator,
        "generator_b": judgement.b.generator,
        "checkpoint_a": judgement.a.checkpoint,
        "checkpoint_b": judgement.b.checkpoint,
        "choice": judgement.choice,
        "share": judgement.share,
        "votes": judgement.votes,
        "both_bad": details.both_bad,
        "strength": details.strength,
        "axes": dict(details.axes),
        "rationale": details.rationale,
        "confidence": details.confidence,
        "duration_ms": details.duration_ms,
        "naive_ms": details.naive_ms,
        "source_ms": details.source_ms,
        "first_shown": details.first_shown,
        "rater": details.rater,
        "answered_at": details.answered_at,
        "stream": details.stream,
        "acquisition_rule": details.acquisition_rule,
        "policy": details.acquisition_rule,  # its name until 0.2, written for one version more
        "propensity": details.propensity,
        "model_version": details.model_version,
        "imported": dict(judgement.metadata),
    }


RAW = Format(
    name="raw",
    label="Every answer, with pseudonyms of the raters",
    description=(
        "a vote with all that is known of it, raters under pseudonyms; `naive_ms` and `source_ms` "
        "are the times before a source that is hidden at first was opened and with it; `node` says "
        "which document, depth and span it was about"
    ),
    columns={
        "id": "integer",
        "comparison": "integer",
        "prompt": MESSAGES,
        "prompt_hash": "text",
        "node": {
            "document": "integer",
            "depth": "integer",
            "height": "integer",
            "span": {"start": "integer", "end": "integer"},
        },
        "response_a": "text",
        "response_b": "text",
        "response_a_id": "text",
        "response_b_id": "text",
        "generator_a": "text",
        "generator_b": "text",
        "checkpoint_a": "text",
        "checkpoint_b": "text",
        "choice": "text",
        "share": "number",
        "votes": "integer",
        "both_bad": "truth",
        "strength": "integer",
        "axes": "json",
        "rationale": "text",
        "confidence": "number",
        "duration_ms": "integer",
        "naive_ms": "integer",
        "source_ms": "integer",
        "first_shown": "text",
        "rater": "text",
        "answered_at": "text",
        "stream": "text",
        "acquisition_rule": "text",
        "policy": "text",
        "propensity": "number",
        "model_version": "integer",
        "imported": "json",
    },
    example={
        "id": 7,
        "comparison": 3,
        "prompt": [{"role": "user", "content": "Which way is down?"}],
        "prompt_hash": "5d41…",
        "node": None,
        "response_a": "Where the cord points.",
        "response_b": "Left.",
        "response_a_id": "17",
        "response_b_id": "18",
        "generator_a": "draft-2",
        "generator_b": "draft-1",
        "checkpoint_a": None,
        "checkpoint_b": None,
        "choice": "a",
        "share": 1.0,
        "votes": 1,
        "both_bad": False,
        "strength": 3,
        "axes": {"clarity": 4},
        "rationale": "The other one is wrong.",
        "confidence": 0.75,
        "duration_ms": 8300,
        "naive_ms": None,
        "source_ms": None,
        "first_shown": "b",
        "rater": "r-91ab",
        "answered_at": "2026-11-25T14:00:00+00:00",
        "stream": "random",
        "acquisition_rule": "random",
        "policy": "random",
        "propensity": 0.02,
        "model_version": 4,
        "imported": {},
    },
    row=raw_row,
    decisive=False,
    detailed=True,
)
