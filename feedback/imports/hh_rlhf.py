"""HH-RLHF: pairs of whole transcripts, ``{"chosen": transcript, "rejected": transcript}``.

A transcript is turns, each begun by ``\\n\\nHuman:`` or ``\\n\\nAssistant:``; a turn's content is
everything after the colon, verbatim, with the space that usually follows it. Nothing is stripped,
so that both transcripts can be written again byte for byte:

    render_transcript(part.messages) + ASSISTANT_MARK + response.text

The prompt is the turns that both transcripts begin with; a response is the rest of its
transcript after ``\\n\\nAssistant:``. Where the two part before the last turn, the later turns
stay inside the response with their marks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from feedback.imports.fields import Fields, as_text, is_silent
from feedback.imports.format import Example, Format
from feedback.imports.records import (
    Message,
    ParsedResponse,
    ParsedRow,
    ParsedVote,
    Part,
    RowError,
)


class Turn(NamedTuple):
    """One utterance of a transcript."""

    role: Literal["user", "assistant"]
    content: str


HUMAN_MARK = "\n\nHuman:"
ASSISTANT_MARK = "\n\nAssistant:"
_MARKS: dict[str, str] = {"user": HUMAN_MARK, "assistant": ASSISTANT_MARK}
_TURN = re.compile(r"\n\n(Human|Assistant):")
_FIELDS = {"chosen", "rejected"}


def parse_transcript(text: str) -> list[Turn]:
    """The turns of a transcript, contents verbatim; no turns of the empty string.

    Raises ValueError if the text does not begin with a turn.
    """
    if not text:
        return []
    marks = list(_TURN.finditer(text))
    if not marks or marks[0].start() > 0:
        raise ValueError('a transcript begins with "\\n\\nHuman:" or "\\n\\nAssistant:"')
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    return [
        Turn("user" if mark[1] == "Human" else "assistant", text[mark.end() : end])
        for mark, end in zip(marks, ends, strict=True)
    ]


def render_transcript(messages: Iterable[Message]) -> str:
    """The transcript of the messages: the inverse of ``parse_transcript``.

    Raises ValueError for a role that transcripts have no mark for.
    """
    parts: list[str] = []
    for message in messages:
        if message["role"] not in _MARKS:
            raise ValueError(f"a transcript has no mark for the role {message['role']!r}")
        parts += [_MARKS[message["role"]], message["content"]]
    return "".join(parts)


def parse_hh_rlhf(fields: Fields, line: int) -> ParsedRow:
    """The row.

    Raises RowError: ``missing_field``, ``unknown_field``, ``not_a_string``, ``bad_transcript``
    (does not begin with a turn), ``no_human_turn`` (in the common prompt),
    ``identical_responses``, ``not_an_assistant_turn`` (the transcripts part in a turn that is not
    the assistant's), ``empty_response`` (no characters at all).
    """
    chosen, rejected = _transcripts(fields)
    if chosen == rejected:
        raise RowError("identical_responses", "Both transcripts are the same.")
    turns, others = _turns(chosen, "chosen"), _turns(rejected, "rejected")
    prompt = _common_prefix(turns, others)
    for transcript, field in ((turns, "chosen"), (others, "rejected")):
        _check_response(transcript, len(prompt), field)
    if all(turn.role != "user" for turn in prompt):
        raise RowError("no_human_turn", "The turns before the responses hold no Human turn.")
    messages: list[Message] = [{"role": turn.role, "content": turn.content} for turn in prompt]
    beginning = len(render_transcript(messages) + ASSISTANT_MARK)
    responses = ParsedResponse(chosen[beginning:]), ParsedResponse(rejected[beginning:])
    part = Part(messages, responses, votes=(ParsedVote(0, 1, "a"),))
    return ParsedRow(line, fields, (part,), silent=is_silent(*responses))


def _transcripts(fields: Fields) -> tuple[str, str]:
    if missing := sorted(_FIELDS - fields.keys()):
        raise RowError("missing_field", f"Missing: {', '.join(missing)}.")
    if unknown := sorted(fields.keys() - _FIELDS):
        raise RowError("unknown_field", f"Unknown: {', '.join(map(repr, unknown))[:200]}.")
    return as_text(fields["chosen"], "chosen"), as_text(fields["rejected"], "rejected")


def _turns(transcript: str, field: str) -> list[Turn]:
    try:
        return parse_transcript(transcript)
    except ValueError as error:
        raise RowError("bad_transcript", f"{field}: {error}.") from error


def _common_prefix(turns: Sequence[Turn], others: Sequence[Turn]) -> list[Turn]:
    common: list[Turn] = []
    for turn, other in zip(turns, others, strict=False):
        if turn != other:
            break
        common.append(turn)
    return common


def _check_response(turns: Sequence[Turn], start: int, field: str) -> None:
    if start == len(turns):
        raise RowError("empty_response", f"{field} ends where the other transcript goes on.")
    if turns[start].role != "assistant":
        raise RowError(
            "not_an_assistant_turn", "The transcripts part in a turn that is not the assistant's."
        )
    if start + 1 == len(turns) and not turns[start].content:
        raise RowError("empty_response", f"{field} has no characters in its last turn.")


HH_RLHF = Format(
    name="hh-rlhf",
    label="HH-RLHF: two transcripts, chosen and rejected",
    description="The turns that both transcripts begin with are the prompt.",
    parse=parse_hh_rlhf,
    marks=(("chosen", "rejected"),),
    examples=(
        Example(
            (
                {
                    "chosen": "\n\nHuman: Is the wall straight?\n\nAssistant: By the cord, yes.",
                    "rejected": "\n\nHuman: Is the wall straight?\n\nAssistant: Who knows.",
                },
            )
        ),
    ),
)
