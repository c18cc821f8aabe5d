"""TRL's formats: preferences as text and as messages, and unpaired responses."""

from __future__ import annotations

from feedback.exports.containers import MESSAGES, Shape
from feedback.exports.format import Format
from feedback.exports.format_options import AGGREGATION, IMPLICIT_PROMPT, TIES
from feedback.exports.records import Judgement, Rated, Row
from feedback.exports.trl import conversational_trl_row, trl_row, unpaired_row

_PAIR: dict[str, Shape] = {"prompt": "text", "chosen": "text", "rejected": "text"}
_CHAT: dict[str, Shape] = {"prompt": MESSAGES, "chosen": MESSAGES, "rejected": MESSAGES}
_UNPAIRED: dict[str, Shape] = {"prompt": "text", "completion": "text", "label": "truth"}
_UNPAIRED_CHAT: dict[str, Shape] = {"prompt": MESSAGES, "completion": MESSAGES, "label": "truth"}
_OPTIONS = (AGGREGATION, TIES, IMPLICIT_PROMPT)
_ASKED = [{"role": "user", "content": "Which way is down?"}]
_POINTS = [{"role": "assistant", "content": "Where the cord points."}]
_LEFT = [{"role": "assistant", "content": "Left."}]


def _standard(judgement: Judgement) -> Row:
    row = trl_row(
        judgement.messages,
        chosen=judgement.chosen.text,
        rejected=judgement.rejected.text,
        transcript=judgement.transcript,
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
        transcript=rated.transcript,
    )


def unpaired_of_judgement(judgement: Judgement, *, conversational: bool) -> list[Row]:
    """The chosen response as desirable, the rejected one as not."""
    return [
        unpaired_row(
            judgement.messages,
            completion=side.text,
            label=label,
            conversational=conversational,
            transcript=judgement.transcript,
        )
        for side, label in ((judgement.chosen, True), (judgement.rejected, False))
    ]


TRL = Format(
    name="trl",
    label="TRL preference: prompt, chosen, rejected as text",
    description="`prompt, chosen, rejected` as text; `margin` where an imported row had one",
    columns=_PAIR,
    example={
        "prompt": "Which way is down?",
        "chosen": "Where the cord points.",
        "rejected": "Left.",
    },
    row=_standard,
    options=_OPTIONS,
)
TRL_CONVERSATIONAL = Format(
    name="trl-conversational",
    label="TRL preference, conversational: as messages",
    description="`prompt, chosen, rejected` as messages; `margin` where an imported row had one",
    columns=_CHAT,
    example={"prompt": _ASKED, "chosen": _POINTS, "rejected": _LEFT},
    row=_conversational,
    options=_OPTIONS,
)
TRL_UNPAIRED = Format(
    name="trl-unpaired",
    label="TRL unpaired (KTO): prompt, completion, label as text",
    description="`prompt, completion, label`: imported labels, then both responses of each vote",
    columns=_UNPAIRED,
    example={
        "prompt": "Which way is down?",
        "completion": "Where the cord points.",
        "label": True,
    },
    subject="unpaired",
)
TRL_UNPAIRED_CONVERSATIONAL = Format(
    name="trl-unpaired-conversational",
    label="TRL unpaired (KTO), conversational: as messages",
    description=(
        "`prompt, completion, label` as messages: imported labels, then both responses of each vote"
    ),
    columns=_UNPAIRED_CHAT,
    example={"prompt": _ASKED, "completion": _POINTS, "label": True},
    subject="unpaired",
)
