"""HH-RLHF: pairs of whole transcripts, one JSON object a line.

A line is ``{"chosen": transcript, "rejected": transcript}``. A transcript is turns, each begun by
``\\n\\nHuman:`` or ``\\n\\nAssistant:``; a turn's content is everything after the colon, verbatim,
with the space that usually follows it. Nothing is stripped, so that both transcripts can be
written again byte for byte:

    render_transcript(row.messages) + ASSISTANT_MARK + row.chosen

The prompt is the turns that both transcripts begin with; a response is the rest of its
transcript after ``\\n\\nAssistant:``. Where the two part before the last turn, the later turns
stay inside the response with their marks.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, TypedDict, cast

from feedback.imports.lines import BadLine


class Turn(NamedTuple):
    """One utterance of a transcript."""

    role: Literal["user", "assistant"]
    content: str


class Message(TypedDict):
    """A turn as prompts store it."""

    role: str
    content: str


@dataclass(frozen=True, slots=True)
class ParsedRow:
    """A line that was understood.

    ``line`` counts from 1. ``messages`` is the prompt, ``chosen`` and ``rejected`` are the
    responses. ``key`` is the SHA-256 (hexadecimal) of both transcripts: the same row has the same
    key in whatever file it comes. ``silent`` says that a response is white space alone: people
    did judge it, so it is taken, and whoever imports counts it.
    """

    line: int
    messages: list[Message]
    chosen: str
    rejected: str
    key: str
    silent: bool


HUMAN_MARK = "\n\nHuman:"
ASSISTANT_MARK = "\n\nAssistant:"
_MARKS: dict[str, str] = {"user": HUMAN_MARK, "assistant": ASSISTANT_MARK}
_TURN = re.compile(r"\n\n(Human|Assistant):")
_FIELDS = {"chosen", "rejected"}


class _RefusalError(Exception):
    """Why a line cannot be taken."""

    def __init__(self, problem: str, message: str) -> None:
        super().__init__(message)
        self.problem = problem
        self.message = message


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


def read_hh_rlhf(lines: Iterable[bytes]) -> Iterator[ParsedRow | BadLine]:
    """Yield a row or a problem for each line that is not blank; numbers count all lines.

    Problems: ``undecodable`` (not UTF-8), ``bad_json``, ``not_an_object``, ``missing_field``,
    ``unknown_field``, ``not_a_string``, ``bad_character`` (NUL or half a surrogate pair, which no
    database stores), ``bad_transcript`` (does not begin with a turn), ``no_human_turn`` (in the
    common prompt), ``identical_responses``, ``not_an_assistant_turn`` (the transcripts part in a
    turn that is not the assistant's), ``empty_response`` (no characters at all).
    """
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            yield _parse_row(line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line, number)
        except _RefusalError as refusal:
            yield BadLine(number, refusal.problem, refusal.message)


def _parse_row(line: bytes, number: int) -> ParsedRow:
    chosen, rejected = _transcripts(line)
    if chosen == rejected:
        raise _RefusalError("identical_responses", "Both transcripts are the same.")
    turns, others = _turns(chosen, "chosen"), _turns(rejected, "rejected")
    prompt = _common_prefix(turns, others)
    for transcript, field in ((turns, "chosen"), (others, "rejected")):
        _check_response(transcript, len(prompt), field)
    if all(turn.role != "user" for turn in prompt):
        raise _RefusalError("no_human_turn", "The turns before the responses hold no Human turn.")
    messages: list[Message] = [{"role": turn.role, "content": turn.content} for turn in prompt]
    beginning = len(render_transcript(messages) + ASSISTANT_MARK)
    responses = chosen[beginning:], rejected[beginning:]
    return ParsedRow(
        line=number,
        messages=messages,
        chosen=responses[0],
        rejected=responses[1],
        key=hashlib.sha256(json.dumps([chosen, rejected]).encode()).hexdigest(),
        silent=any(not response.strip() for response in responses),
    )


def _transcripts(line: bytes) -> tuple[str, str]:
    try:
        row: object = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise _RefusalError("undecodable", f"Byte {error.start + 1} is not UTF-8.") from error
    except (ValueError, RecursionError) as error:
        raise _RefusalError("bad_json", f"Not JSON: {error}") from error
    if not isinstance(row, dict):
        raise _RefusalError("not_an_object", "The line is JSON, but not an object.")
    fields = cast("dict[str, object]", row)
    if missing := sorted(_FIELDS - fields.keys()):
        raise _RefusalError("missing_field", f"Missing: {', '.join(missing)}.")
    if unknown := sorted(fields.keys() - _FIELDS):
        raise _RefusalError("unknown_field", f"Unknown: {', '.join(map(repr, unknown))[:200]}.")
    return _text(fields["chosen"], "chosen"), _text(fields["rejected"], "rejected")


def _text(value: object, field: str) -> str:
    if not isinstance(value, str):
        raise _RefusalError("not_a_string", f"{field} is not a string.")
    if "\0" in value or re.search("[\ud800-\udfff]", value):
        raise _RefusalError("bad_character", f"{field} holds a character that cannot be stored.")
    return value


def _turns(transcript: str, field: str) -> list[Turn]:
    try:
        return parse_transcript(transcript)
    except ValueError as error:
        raise _RefusalError("bad_transcript", f"{field}: {error}.") from error


def _common_prefix(turns: Sequence[Turn], others: Sequence[Turn]) -> list[Turn]:
    common: list[Turn] = []
    for turn, other in zip(turns, others, strict=False):
        if turn != other:
            break
        common.append(turn)
    return common


def _check_response(turns: Sequence[Turn], start: int, field: str) -> None:
    if start == len(turns):
        raise _RefusalError("empty_response", f"{field} ends where the other transcript goes on.")
    if turns[start].role != "assistant":
        raise _RefusalError(
            "not_an_assistant_turn", "The transcripts part in a turn that is not the assistant's."
        )
    if start + 1 == len(turns) and not turns[start].content:
        raise _RefusalError("empty_response", f"{field} has no characters in its last turn.")
