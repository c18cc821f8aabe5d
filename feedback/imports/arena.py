"""Judgements of arenas and of MT-bench: two conversations with two models, and which is better.

``model_a, model_b, winner, judge, conversation_a[], conversation_b[], turn``. What both
conversations begin with is the prompt; ``turn`` says how many turns were judged. ``winner`` is
``model_a``, ``model_b``, ``tie``, ``tie (bothbad)`` or ``both_bad``, or the name of a model. Files
with ``prompt[], response_a[], response_b[]`` (a text a turn) and the columns ``winner_model_a``,
``winner_model_b`` and ``winner_tie`` are taken too.
"""

from __future__ import annotations

from typing import Any

from feedback.imports.choices import Said, one_hot, said_by
from feedback.imports.conversations import parted
from feedback.imports.fields import (
    Fields,
    check_pair,
    integer_of,
    is_empty_field,
    is_silent,
    list_of,
    name_of,
    require,
    rest_of,
)
from feedback.imports.format import Example, Format
from feedback.imports.lines import MEBIBYTE
from feedback.imports.records import ParsedResponse, ParsedRow, ParsedVote, Part, RowError

_CONVERSATIONS = ("conversation_a", "conversation_b")
_TURNS = ("prompt", "response_a", "response_b")
_WINNERS = {"a": "winner_model_a", "b": "winner_model_b", "tie": "winner_tie"}
_MODELS = ("model_a", "model_b")


def parse_arena(fields: Fields, line: int) -> ParsedRow:
    """The row.

    Raises RowError: ``missing_field``, ``not_a_list``, ``not_a_number``, ``wrong_count``,
    ``bad_choice``, ``name_too_long``, and as ``parted``.
    """
    one, other, taken = _conversations(fields)
    turns = integer_of(fields, "turn", most=10_000)
    messages, *texts = parted(one, other, turns=turns, names=_CONVERSATIONS)
    first, second = (
        ParsedResponse(text, name_of(fields, model))
        for text, model in zip(texts, _MODELS, strict=True)
    )
    check_pair(first, second)
    said = _winner(fields)
    extra = rest_of(fields, {*taken, *_MODELS, "judge", "winner", "turn", *_WINNERS.values()})
    metadata: dict[str, Any] = {"extra": extra} if extra else {}
    if turns is not None:
        metadata["turn"] = turns
    vote = ParsedVote(
        0, 1, said.choice, rater=_judge(fields), both_bad=said.both_bad, metadata=metadata
    )
    part = Part(messages, (first, second), votes=(vote,))
    return ParsedRow(line, fields, (part,), silent=is_silent(first, second))


def _conversations(fields: Fields) -> tuple[list[Any], list[Any], tuple[str, ...]]:
    if any(fields.get(name) is not None for name in _CONVERSATIONS):
        one, other = (list_of(fields, name) for name in _CONVERSATIONS)
        return one, other, _CONVERSATIONS
    if fields.get("prompt") is None:
        require(fields, *_CONVERSATIONS)
    asked, first, second = (list_of(fields, name) for name in _TURNS)
    return _told(asked, first, "a"), _told(asked, second, "b"), _TURNS


def _told(asked: list[Any], answered: list[Any], side: str) -> list[dict[str, Any]]:
    if len(asked) != len(answered):
        raise RowError("wrong_count", f"response_{side} has not as many turns as prompt.")
    return [
        {"role": role, "content": text}
        for turn in zip(asked, answered, strict=True)
        for role, text in zip(("user", "assistant"), turn, strict=True)
    ]


def _winner(fields: Fields) -> Said:
    if is_empty_field(fields, "winner"):
        said = one_hot(fields, _WINNERS)
        if said is None:
            raise RowError("missing_field", "Missing: winner.")
        return said
    named = {name_of(fields, model): side for model, side in zip(_MODELS, "ab", strict=True)}
    side = named.get(str(fields["winner"])) if len(named) == 2 else None
    return said_by(side or fields["winner"], None, "winner")


def _judge(fields: Fields) -> str:
    """Who judged; the judges of MT-bench are a model's name and that of its prompt."""
    judge = fields.get("judge")
    if isinstance(judge, list):
        return name_of({"judge": " ".join(map(str, judge))}, "judge")
    return name_of(fields, "judge")


_ASKED = {"role": "user", "content": "Is the wall upright?"}

ARENA = Format(
    name="arena",
    label="Arena and MT-bench judgements",
    description=(
        "Two conversations (`conversation_a`, `conversation_b`) with two models (`model_a`, "
        "`model_b`), the `winner` (`model_a`, `model_b`, `tie`, `tie (bothbad)`) and the `judge`. "
        "What both begin with is the prompt; `turn` says how many turns were judged. Also "
        "`prompt`, `response_a`, `response_b` with a text a turn, and a column for each winner."
    ),
    parse=parse_arena,
    examples=(
        Example(
            (
                {
                    "question_id": 81,
                    "model_a": "m1",
                    "model_b": "m2",
                    "winner": "model_b",
                    "judge": "expert_7",
                    "conversation_a": [_ASKED, {"role": "assistant", "content": "Perhaps."}],
                    "conversation_b": [
                        _ASKED,
                        {"role": "assistant", "content": "The cord hangs along it: yes."},
                    ],
                    "turn": 1,
                },
                {
                    "model_a": "m1",
                    "model_b": "m3",
                    "winner": "tie (bothbad)",
                    "judge": "expert_7",
                    "conversation_a": [_ASKED, {"role": "assistant", "content": "Perhaps."}],
                    "conversation_b": [_ASKED, {"role": "assistant", "content": "Blue."}],
                    "turn": 1,
                },
            )
        ),
    ),
    max_line_bytes=4 * MEBIBYTE,
    marks=(_CONVERSATIONS, (*_TURNS, "winner_model_a", "winner_model_b")),
)
