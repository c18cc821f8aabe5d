"""Prompts as text or as chat messages, and the one reading of them that all parts share.

A message's content is a text, nothing (a turn that only called a tool), or a list of parts. Parts
that are texts are joined; what is no text cannot be scored, and is refused by its name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

# Plain text, or chat messages, each with a role and a content.
Prompt = str | Sequence[Mapping[str, Any]]
# Names of parts whose ``text`` is what was said.
TEXT_PARTS = ("text", "input_text", "output_text")
# Between the turns of one response.
_BETWEEN_TURNS = "\n\n"


class NoTextError(ValueError):
    """What was to be scored is no text. The message says what it is, and where it stands."""


def content_text(content: Any) -> str:
    """The text of a message's content: a text, None, or parts of which all are texts.

    Raises:
        NoTextError: it is something else, or holds something else.
    """
    if content is None:
        return ""
    if isinstance(content, str):
        return content
    if isinstance(content, list | tuple):
        return "".join(_part_text(part, i) for i, part in enumerate(content))
    raise NoTextError(f"A text or a list of parts is needed, not {_named(content)}.")


def chat_messages(turns: Sequence[Any]) -> list[dict[str, str]]:
    """Messages with a text each, from messages as clients write them; other fields are left out.

    Raises:
        NoTextError: one is no message, or its content is no text.
    """
    return [_message(turn, i) for i, turn in enumerate(turns)]


def prompt_of(value: Any) -> Prompt:
    """A prompt as clients write it: a text, chat messages, or the parts of one message.

    Raises:
        NoTextError: it is something else, or holds something else.
    """
    if isinstance(value, str):
        return value
    if not isinstance(value, list | tuple):
        raise NoTextError(f"A prompt is a text or chat messages, not {_named(value)}.")
    if not value:
        raise NoTextError("A prompt has at least one message.")
    return content_text(value) if _are_parts(value) else chat_messages(value)


def response_text(value: Any) -> str:
    """A response as clients write it: a text, None, parts, a message or messages; of several
    messages what the assistant said, turn by turn, without what tools answered.

    Raises:
        NoTextError: it is something else, or holds something else.
    """
    if isinstance(value, Mapping):
        value = [value]
    if not isinstance(value, list | tuple) or not value or _are_parts(value):
        return content_text(value)
    said = [turn["content"] for turn in chat_messages(value) if turn["role"] == "assistant"]
    return _BETWEEN_TURNS.join(text for text in said if text)


def as_messages(prompt: Prompt) -> list[dict[str, str]]:
    """The prompt as chat messages; plain text is what the user says."""
    if isinstance(prompt, str):
        return [{"role": "user", "content": prompt}]
    return chat_messages(prompt)


def flat_text(prompt: Prompt) -> str:
    """The prompt as one text: a single message is its content; a conversation has each turn's role
    before it."""
    if isinstance(prompt, str):
        return prompt
    turns = chat_messages(prompt)
    if len(turns) == 1:
        return turns[0]["content"]
    return _BETWEEN_TURNS.join(f"{turn['role']}: {turn['content'].strip()}" for turn in turns)


def _are_parts(value: Sequence[Any]) -> bool:
    """Whether a list holds the parts of one content, not messages."""
    return all(isinstance(each, Mapping) and "type" in each for each in value) and not any(
        "role" in each for each in value
    )


def _part_text(part: Any, place: int) -> str:
    if not isinstance(part, Mapping):
        raise NoTextError(f"Part {place} is {_named(part)}, not an object with a type.")
    kind = part.get("type")
    if kind not in TEXT_PARTS:
        name = repr(kind)[:60] if isinstance(kind, str) else "without a type"
        raise NoTextError(f"Part {place} is {name}: only parts of type 'text' can be scored.")
    if not isinstance(text := part.get("text"), str):
        raise NoTextError(f"The text of part {place} is {_named(text)}, not a text.")
    return text


def _message(turn: Any, place: int) -> dict[str, str]:
    if not isinstance(turn, Mapping):
        raise NoTextError(f"Message {place} is {_named(turn)}, not one with role and content.")
    role = turn.get("role")
    if not isinstance(role, str) or not role.strip():
        raise NoTextError(f"Message {place} has no role.")
    try:
        return {"role": role, "content": content_text(turn.get("content"))}
    except NoTextError as error:
        raise NoTextError(f"Message {place}: {error}") from error


def _named(value: Any) -> str:
    """What a value is, in a word or two."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, int | float):
        return "a number"
    if isinstance(value, str):
        return "a text"
    return "a list" if isinstance(value, list | tuple) else "an object"
