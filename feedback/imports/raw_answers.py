"""Answers as the export ``raw`` writes them, with all that it says of each.

Raters are pseudonyms there already. A row that stands for several answers (a majority) is refused:
it says not who gave them. The names of responses are taken where they are more than this
application's own numbers, or needed to keep two equal texts apart.
"""

from __future__ import annotations

from typing import Any

from feedback.imports.choices import STRENGTHS, said_by
from feedback.imports.durations import MAX_MS
from feedback.imports.fields import (
    Fields,
    axis_of,
    check_pair,
    integer_of,
    is_empty_field,
    is_silent,
    mapping_of,
    name_of,
    number_of,
    prompt_messages,
    require,
    rest_of,
    text_of,
    truth_of,
)
from feedback.imports.format import Example, Format
from feedback.imports.lines import MEBIBYTE
from feedback.imports.records import ParsedResponse, ParsedRow, ParsedVote, Part, RowError

_SIDES = ("response_a", "response_b")
_READ = {
    *("id", "comparison", "prompt", "prompt_hash", *_SIDES, "response_a_id", "response_b_id"),
    *("generator_a", "generator_b", "choice", "share", "votes", "both_bad", "strength", "axes"),
    *("rationale", "confidence", "duration_ms", "rater", "imported", "policy"),
}
_FLIPPED = {"a": "b", "b": "a", "tie": "tie"}


def parse_raw(fields: Fields, line: int) -> ParsedRow:
    """The row.

    Raises RowError: ``missing_field``, ``not_a_string``, ``bad_messages``, ``bad_choice``,
    ``several_answers``, ``not_a_number``, ``not_a_boolean``, ``not_an_object``, ``name_too_long``,
    ``empty_prompt``, ``empty_response``, ``identical_responses``.
    """
    require(fields, "prompt", *_SIDES, "choice")
    if (votes := integer_of(fields, "votes", most=10**9)) not in (None, 1):
        raise RowError(
            "several_answers", f"votes is {votes}: export every answer, not one row a comparison."
        )
    messages = prompt_messages(fields["prompt"])
    texts = [text_of(fields, name) for name in _SIDES]
    pair = [_response(fields, side, texts[0] == texts[1]) for side in "ab"]
    check_pair(*pair)
    said = said_by(fields["choice"], None, "choice")
    told = {} if is_empty_field(fields, "imported") else mapping_of(fields, "imported")
    # The order in which the row first came: exports in its own format write it again.
    swapped = bool(told.pop("swapped", False))
    choice: Any = _FLIPPED[said.choice] if swapped else said.choice
    vote = ParsedVote(
        0,
        1,
        choice,
        rater=name_of(fields, "rater"),
        both_bad=said.both_bad or _is_both_bad(fields, said.choice),
        strength=_strength(fields),
        confidence=number_of(fields, "confidence"),
        duration_ms=integer_of(fields, "duration_ms", most=MAX_MS),
        rationale=fields["rationale"] if isinstance(fields.get("rationale"), str) else "",
        axes=_axes(fields),
        metadata=_metadata(fields, told),
    )
    part = Part(messages, tuple(reversed(pair) if swapped else pair), votes=(vote,))
    return ParsedRow(line, fields, (part,), silent=is_silent(*pair))


def _response(fields: Fields, side: str, equal: bool) -> ParsedResponse:
    key = name_of(fields, f"response_{side}_id")
    if key.isdecimal() and not equal:
        key = ""
    return ParsedResponse(
        text_of(fields, f"response_{side}"), name_of(fields, f"generator_{side}"), key
    )


def _is_both_bad(fields: Fields, choice: str) -> bool:
    said = not is_empty_field(fields, "both_bad") and truth_of(fields, "both_bad")
    if said and choice != "tie":
        raise RowError("bad_choice", "both_bad is true, but choice is no tie.")
    return said


def _strength(fields: Fields) -> int | None:
    strength = integer_of(fields, "strength", most=max(STRENGTHS))
    if strength is not None and strength not in STRENGTHS:
        raise RowError("not_a_number", f"strength is not from 1 to {max(STRENGTHS)}.")
    return strength


def _axes(fields: Fields) -> dict[str, Any]:
    if is_empty_field(fields, "axes"):
        return {}
    given = mapping_of(fields, "axes")
    return {
        name: axis_of({f"axes.{name}": value}, f"axes.{name}")
        if not isinstance(value, str)
        else value
        for name, value in given.items()
        if value is not None
    }


def _metadata(fields: Fields, told: dict[str, Any]) -> dict[str, Any]:
    """What the answer's first import said, and what the export says besides, as ``extra``."""
    given = rest_of(fields, _READ)
    extra = {name: value for name, value in given.items() if value != ""}
    before = told.get("extra")
    if isinstance(before, dict):
        extra = before | extra
    return told | ({"extra": extra} if extra else {})


RAW = Format(
    name="raw",
    label="Every answer, as the export raw writes it",
    description=(
        "Answers of another project or installation, with strength, axes, rationale, confidence "
        "and duration. Say that raters are kept as they are: they are pseudonyms already. Rows "
        "that stand for several answers are refused."
    ),
    parse=parse_raw,
    examples=(
        Example(
            (
                {
                    "id": 7,
                    "comparison": 3,
                    "prompt": [{"role": "user", "content": "Which way is level?"}],
                    "response_a": "As still water lies.",
                    "response_b": "Up.",
                    "generator_a": "draft-2",
                    "generator_b": "draft-1",
                    "choice": "a",
                    "votes": 1,
                    "both_bad": False,
                    "strength": 3,
                    "axes": {"clarity": 4},
                    "rationale": "The other one is wrong.",
                    "confidence": 0.75,
                    "duration_ms": 8300,
                    "rater": "r-91ab",
                    "answered_at": "2026-11-25T14:00:00+00:00",
                    "stream": "random",
                    "imported": {},
                },
            )
        ),
    ),
    max_line_bytes=4 * MEBIBYTE,
    marks=(("response_a", "response_b", "choice", "comparison", "stream"),),
)
