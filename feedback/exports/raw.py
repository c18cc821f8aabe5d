"""Raw preferences: every column, raters under pseudonyms."""

from __future__ import annotations

from feedback.exports.records import Judgement, Row
from feedback.exports.trl import copied


def raw_row(judgement: Judgement) -> Row:
    """One vote (or the votes on one comparison) with all that is known of it.

    ``share`` is the share of ``votes`` for a, ties counted as half.
    """
    return {
        "id": judgement.preference,
        "comparison": judgement.comparison,
        "prompt": copied(judgement.messages),
        "prompt_hash": judgement.prompt_hash,
        "response_a": judgement.a.text,
        "response_b": judgement.b.text,
        "response_a_id": judgement.a.id,
        "response_b_id": judgement.b.id,
        "generator_a": judgement.a.generator,
        "generator_b": judgement.b.generator,
        "choice": judgement.choice,
        "share": judgement.share,
        "votes": judgement.votes,
        "both_bad": judgement.both_bad,
        "strength": judgement.strength,
        "axes": dict(judgement.axes),
        "rationale": judgement.rationale,
        "confidence": judgement.confidence,
        "duration_ms": judgement.duration_ms,
        "first_shown": judgement.first_shown,
        "rater": judgement.rater,
        "answered_at": judgement.answered_at,
        "stream": judgement.stream,
        "policy": judgement.policy,
        "propensity": judgement.propensity,
        "model_version": judgement.model_version,
        "imported": dict(judgement.metadata),
    }
