"""Raw preferences: every column, raters under pseudonyms."""

from __future__ import annotations

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
