"""UltraFeedback binarized rows, and HH-RLHF transcripts."""

from __future__ import annotations

import hashlib
from typing import Any

from feedback.exports.prompt_text import prompt_text
from feedback.exports.records import Judgement, Row
from feedback.exports.trl import copied, said


def ultrafeedback_row(judgement: Judgement) -> Row:
    """``prompt, prompt_id, chosen[], rejected[], messages[], score_chosen, score_rejected``.

    ``prompt`` is the first thing the user says, ``prompt_id`` its SHA-256 unless the imported row
    had another; the scores are those of the imported row, otherwise null.
    """
    messages, metadata = copied(judgement.messages), judgement.metadata
    prompt = next((each["content"] for each in messages if each["role"] == "user"), "")
    chosen = messages + said(judgement.chosen.text)
    return {
        "prompt": prompt,
        "prompt_id": metadata.get("prompt_id") or hashlib.sha256(prompt.encode()).hexdigest(),
        "chosen": chosen,
        "rejected": messages + said(judgement.rejected.text),
        "messages": chosen,
        "score_chosen": metadata.get("score_chosen"),
        "score_rejected": metadata.get("score_rejected"),
    }


def hh_rlhf_row(judgement: Judgement) -> dict[str, Any]:
    """``chosen`` and ``rejected``, whole transcripts.

    Raises ValueError for roles that transcripts have no mark for.
    """
    prompt = prompt_text(judgement.messages, transcript=True)
    return {
        "chosen": prompt + judgement.chosen.text,
        "rejected": prompt + judgement.rejected.text,
    }
