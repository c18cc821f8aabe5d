"""TRL rows: preference (standard, conversational) and unpaired.

Standard: ``{"prompt": str, "chosen": str, "rejected": str}``. Trainers put prompt and completion
together without anything between them. A prompt that is one user message is that message's text
as it is. A prompt that is a conversation is its transcript, ended by the assistant's mark, so that
either response goes on from there:

    "\\n\\nHuman: Hello\\n\\nAssistant: Hi!\\n\\nHuman: How are you?\\n\\nAssistant:"

Conversational: ``prompt`` is the list of ``{"role", "content"}`` messages, ``chosen`` and
``rejected`` each a list with one assistant message. The trainer renders them by the model's own
chat template.

With an implicit prompt there is no ``prompt``; both responses begin with it. Unpaired rows are
``{"prompt", "completion", "label"}``. Contents are verbatim in all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypedDict

from feedback.exports.prompt_text import prompt_text
from feedback.imports import Message


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
    prompt = prompt_text(messages, transcript=transcript)
    return {"prompt": prompt, "chosen": chosen, "rejected": rejected}


def conversational_trl_row(
    messages: Sequence[Message], *, chosen: str, rejected: str
) -> ConversationalTrlRow:
    """The conversational row; any role may occur in ``messages``."""
    return {"prompt": copied(messages), "chosen": said(chosen), "rejected": said(rejected)}


def implicit_row(row: dict[str, Any]) -> dict[str, Any]:
    """The same row with its prompt at the beginning of both responses."""
    prompt = row["prompt"]
    return {"chosen": prompt + row["chosen"], "rejected": prompt + row["rejected"]}


def unpaired_row(
    messages: Sequence[Message],
    *,
    completion: str,
    label: bool,
    conversational: bool,
    transcript: bool = False,
) -> dict[str, Any]:
    """The unpaired row: whether the completion is desirable.

    Raises ValueError as ``trl_row`` does, if not conversational.
    """
    if conversational:
        return {"prompt": copied(messages), "completion": said(completion), "label": label}
    prompt = prompt_text(messages, transcript=transcript)
    return {"prompt": prompt, "completion": completion, "label": label}


def copied(messages: Sequence[Message]) -> list[Message]:
    """Messages with their roles and contents alone."""
    return [{"role": each["role"], "content": each["content"]} for each in messages]


def said(text: str) -> list[Message]:
    """What the assistant says, as messages."""
    return [{"role": "assistant", "content": text}]
