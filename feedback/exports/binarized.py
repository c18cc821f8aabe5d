"""UltraFeedback binarized rows, and HH-RLHF transcripts."""

from __future__ import annotations

import hashlib
from typing import Any

from feedback.exports.containers import MESSAGES
from feedback.exports.format import Format
from feedback.exports.format_options import AGGREGATION, TIES
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


_ASKED = {"role": "user", "content": "Is it straight?"}
_YES = [_ASKED, {"role": "assistant", "content": "Yes."}]
_HM = [_ASKED, {"role": "assistant", "content": "Hm."}]

HH_RLHF = Format(
    name="hh-rlhf",
    label="HH-RLHF: two transcripts, chosen and rejected",
    description="`chosen, rejected` as transcripts",
    columns={"chosen": "text", "rejected": "text"},
    example={
        "chosen": "\n\nHuman: Is it straight?\n\nAssistant: Yes.",
        "rejected": "\n\nHuman: Is it straight?\n\nAssistant: Hm.",
    },
    row=hh_rlhf_row,
)
ULTRAFEEDBACK = Format(
    name="ultrafeedback-binarized",
    label="UltraFeedback, binarized",
    description="`prompt, prompt_id, chosen, rejected, messages, score_chosen, score_rejected`",
    columns={
        "prompt": "text",
        "prompt_id": "text",
        "chosen": MESSAGES,
        "rejected": MESSAGES,
        "messages": MESSAGES,
        "score_chosen": "number",
        "score_rejected": "number",
    },
    example={
        "prompt": "Is it straight?",
        "prompt_id": "p1",
        "chosen": _YES,
        "rejected": _HM,
        "messages": _YES,
        "score_chosen": 8.0,
        "score_rejected": 3.5,
    },
    row=ultrafeedback_row,
    options=(AGGREGATION, TIES),
)
