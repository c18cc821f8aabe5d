"""TRL preference rows, standard and conversational, as JSON lines.

Standard: ``{"prompt": str, "chosen": str, "rejected": str}``. Trainers put prompt and completion
together without anything between them. A prompt that is one user message is that message's text
as it is. A prompt that is a conversation is its transcript, ended by the assistant's mark, so that
either response goes on from there:

    "\\n\\nHuman: Hello\\n\\nAssistant: Hi!\\n\\nHuman: How are you?\\n\\nAssistant:"

Conversational: ``prompt`` is the list of ``{"role", "content"}`` messages, ``chosen`` and
``rejected`` each a list with one assistant message. The trainer renders them by the model's own
chat template.

Contents are verbatim in both.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TypedDict

from feedback.imports.hh_rlhf import ASSISTANT_MARK, render_transcript
from feedback.imports.records import Message


class TrlRow(TypedDict):
    """TRL's standard preference format."""

    prompt: str
    chosen: str
    rejected: str


class ConversationalTrlRow(TypedDict):
    """TRL's conversational preference format."""

    prompt: list[Message]
    chosen: list[Message]
    rejected: list[Message]


def trl_row(
    messages: Sequence[Message], *, chosen: str, rejected: str, transcript: bool = False
) -> TrlRow:
    """The standard row. ``transcript=True`` writes a single user message as a transcript too.

    That is the right choice where prompts of one and of several turns come from the same
    transcripts: otherwise a model would see two formats. With it, ``prompt + chosen`` is the
    imported HH-RLHF transcript byte for byte.

    Raises ValueError for a conversation with roles other than user and assistant.
    """
    plain = len(messages) == 1 and messages[0]["role"] == "user" and not transcript
    prompt = messages[0]["content"] if plain else render_transcript(messages) + ASSISTANT_MARK
    return {"prompt": prompt, "chosen": chosen, "rejected": rejected}


def conversational_trl_row(
    messages: Sequence[Message], *, chosen: str, rejected: str
) -> ConversationalTrlRow:
    """The conversational row; any role may occur in ``messages``."""
    return {
        "prompt": [{"role": each["role"], "content": each["content"]} for each in messages],
        "chosen": [{"role": "assistant", "content": chosen}],
        "rejected": [{"role": "assistant", "content": rejected}],
    }


def to_json_line(row: Mapping[str, object]) -> bytes:
    """The row as one line of UTF-8 JSON with its newline; fields in the row's own order."""
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
