"""The formats that can be exported, by name: their columns, and the rows that judgements make."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from feedback.exports.binarized import hh_rlhf_row, ultrafeedback_row
from feedback.exports.containers import MESSAGES, Shape
from feedback.exports.prompt_text import TRANSCRIPTS
from feedback.exports.raw import raw_row
from feedback.exports.records import Judgement, Rated, Row
from feedback.exports.summarize_from_feedback import summarize_row
from feedback.exports.trl import conversational_trl_row, trl_row, unpaired_row

Subject = Literal["votes", "unpaired", "rankings", "trees", "scored"]


@dataclass(frozen=True, slots=True)
class Format:
    """What a format holds.

    ``subject`` is what its rows are made from. ``decisive`` formats have no place for a tie unless
    a column is added for it (``soft``: whether one can be). ``implicit`` ones can be written
    without the prompt apart, ``nested_only`` ones as JSON lines alone, and ``detailed`` ones say
    more of votes and responses than who won.
    """

    columns: Mapping[str, Shape]
    row: Callable[[Judgement], Row] | None = None
    subject: Subject = "votes"
    decisive: bool = True
    soft: bool = False
    implicit: bool = False
    nested_only: bool = False
    detailed: bool = False


def _standard(judgement: Judgement) -> Row:
    row = trl_row(
        judgement.messages,
        chosen=judgement.chosen.text,
        rejected=judgement.rejected.text,
        transcript=judgement.prompt_format == TRANSCRIPTS,
    )
    return dict(row)


def _conversational(judgement: Judgement) -> Row:
    row = conversational_trl_row(
        judgement.messages, chosen=judgement.chosen.text, rejected=judgement.rejected.text
    )
    return dict(row)


def unpaired_of_rating(rated: Rated, *, conversational: bool) -> Row:
    """The unpaired row of a response that was judged by itself."""
    return unpaired_row(
        rated.messages,
        completion=rated.response.text,
        label=bool(rated.axes["label"]),
        conversational=conversational,
        transcript=rated.prompt_format == TRANSCRIPTS,
    )


def unpaired_of_judgement(judgement: Judgement, *, conversational: bool) -> list[Row]:
    """The chosen response as desirable, the rejected one as not."""
    return [
        unpaired_row(
            judgement.messages,
            completion=side.text,
            label=label,
            conversational=conversational,
            transcript=judgement.prompt_format == TRANSCRIPTS,
        )
        for side, label in ((judgement.chosen, True), (judgement.rejected, False))
    ]


_PAIR: dict[str, Shape] = {"prompt": "text", "chosen": "text", "rejected": "text"}
_CHAT: dict[str, Shape] = {"prompt": MESSAGES, "chosen": MESSAGES, "rejected": MESSAGES}
_SUMMARIES: dict[str, Shape] = {
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
}
_RAW: dict[str, Shape] = {
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
}
_RANKING: dict[str, Shape] = {
    "prompt": MESSAGES,
    "prompt_hash": "text",
    "response": "text",
    "response_id": "text",
    "generator": "text",
    "score": "number",
    "rank": "integer",
    "wins": "integer",
    "losses": "integer",
    "ties": "integer",
}
_BINARIZED: dict[str, Shape] = {
    "prompt": "text",
    "prompt_id": "text",
    "chosen": MESSAGES,
    "rejected": MESSAGES,
    "messages": MESSAGES,
    "score_chosen": "number",
    "score_rejected": "number",
}
_UNPAIRED: dict[str, Shape] = {"prompt": "text", "completion": "text", "label": "truth"}
_UNPAIRED_CHAT: dict[str, Shape] = {"prompt": MESSAGES, "completion": MESSAGES, "label": "truth"}
_SCORED: dict[str, Shape] = {
    "prompt": "text",
    "completion": "text",
    "reward": "number",
    "reward_std": "number",
    "response_id": "text",
    "generator": "text",
}


def _scored(**columns: Shape) -> Format:
    return Format(_SCORED | columns, subject="scored", decisive=False)


FORMATS: dict[str, Format] = {
    "best-of-n": _scored(candidates="integer"),
    "boltzmann": _scored(weight="number", effective_sample_size="number", kl="number"),
    "hh-rlhf": Format({"chosen": "text", "rejected": "text"}, hh_rlhf_row),
    "rankings": Format(_RANKING, subject="rankings", decisive=False, detailed=True),
    "quality-conditioned": _scored(quality="integer", control="text"),
    "raw": Format(_RAW, raw_row, decisive=False, detailed=True),
    "summarize-from-feedback": Format(_SUMMARIES, summarize_row, detailed=True),
    "threshold": _scored(centred="number"),
    "top-quantile": _scored(rank="integer", weight="number"),
    "trees": Format({}, subject="trees", decisive=False, nested_only=True),
    "trl": Format(_PAIR, _standard, soft=True, implicit=True),
    "trl-conversational": Format(_CHAT, _conversational, soft=True, implicit=True),
    "trl-unpaired": Format(_UNPAIRED, subject="unpaired"),
    "trl-unpaired-conversational": Format(_UNPAIRED_CHAT, subject="unpaired"),
    "ultrafeedback-binarized": Format(_BINARIZED, ultrafeedback_row, soft=True),
}
