"""Typed access to the fields of a row. Each function raises RowError with a code and a sentence."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any, cast

from feedback.imports.records import Message, ParsedResponse, RowError

Fields = Mapping[str, Any]
ROLES = frozenset({"system", "developer", "user", "assistant", "tool"})
MAX_NAME = 100  # characters of a generator's or a response's name
MAX_PAIRS = 2000  # votes that one row may bring


def require(fields: Fields, *names: str) -> None:
    """Raises ``missing_field`` unless the row has all of the fields; null counts as missing."""
    if missing := [name for name in names if fields.get(name) is None]:
        raise RowError("missing_field", f"Missing: {', '.join(missing)}.")


def text_of(fields: Fields, name: str) -> str:
    """A required string. Raises ``missing_field`` or ``not_a_string``."""
    require(fields, name)
    return as_text(fields[name], name)


def as_text(value: object, name: str) -> str:
    """Raises ``not_a_string``."""
    if not isinstance(value, str):
        raise RowError("not_a_string", f"{name} is not a string.")
    return value


def name_of(fields: Fields, name: str) -> str:
    """An optional name of at most 100 characters; numbers are taken as their digits.

    Raises ``not_a_string`` or ``name_too_long``.
    """
    value = fields.get(name)
    if value is None:
        return ""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if len(as_text(value, name)) > MAX_NAME:
        raise RowError("name_too_long", f"{name} has more than {MAX_NAME} characters.")
    return cast(str, value)


def number_of(fields: Fields, name: str) -> float | None:
    """An optional number, also one in digits. Raises ``not_a_number``."""
    value = fields.get(name)
    if value is None or value == "":
        return None
    if isinstance(value, str):
        try:
            value = float(value)
        except ValueError as error:
            raise RowError("not_a_number", f"{name} is not a number.") from error
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise RowError("not_a_number", f"{name} is not a number.")
    if not abs(value) < 1e300:
        raise RowError("not_a_number", f"{name} is out of range.")
    return value


def integer_of(fields: Fields, name: str, *, most: int) -> int | None:
    """An optional whole number from 0 to ``most``. Raises ``not_a_number``."""
    value = number_of(fields, name)
    if value is None:
        return None
    if value != int(value) or not 0 <= value <= most:
        raise RowError("not_a_number", f"{name} is not a whole number from 0 to {most}.")
    return int(value)


def truth_of(fields: Fields, name: str) -> bool:
    """A required true or false, also as the words or as 1 and 0. Raises ``not_a_boolean``."""
    require(fields, name)
    value = fields[name]
    if isinstance(value, bool):
        return value
    known = {"true": True, "1": True, "false": False, "0": False}
    word = str(value).lower() if isinstance(value, (str, int)) else ""
    if word not in known:
        raise RowError("not_a_boolean", f"{name} is neither true nor false.")
    return known[word]


def list_of(fields: Fields, name: str) -> list[Any]:
    """A required list, also as JSON in a string (CSV). Raises ``not_a_list``."""
    require(fields, name)
    value = _structure(fields[name])
    if not isinstance(value, list):
        raise RowError("not_a_list", f"{name} is not a list.")
    return value


def mapping_of(fields: Fields, name: str) -> dict[str, Any]:
    """A required object, also as JSON in a string (CSV). Raises ``not_an_object``."""
    require(fields, name)
    value = _structure(fields[name])
    if not isinstance(value, dict):
        raise RowError("not_an_object", f"{name} is not an object.")
    return value


def messages_of(value: Sequence[Any], name: str) -> list[Message]:
    """Chat messages ``{role, content}``; what else they hold must be null.

    Raises ``bad_messages``.
    """
    found: list[Message] = []
    for message in value:
        if not isinstance(message, dict):
            raise RowError("bad_messages", f"{name} holds what is not a message.")
        role, content = message.get("role"), message.get("content")
        if not isinstance(role, str) or role not in ROLES or not isinstance(content, str):
            raise RowError(
                "bad_messages", f"A message of {name} lacks a known role or a text as content."
            )
        if extra := [key for key in message if key not in ("role", "content") and message[key]]:
            raise RowError("bad_messages", f"A message of {name} also holds {extra[0]!r:.100}.")
        found.append({"role": role, "content": content})
    return found


def prompt_messages(value: object, name: str = "prompt") -> list[Message]:
    """A prompt, a string or a list of messages, as messages.

    Raises ``bad_messages``, ``not_a_string`` or ``empty_prompt`` (white space alone).
    """
    if isinstance(value, list):
        messages = messages_of(value, name)
    else:
        messages = [{"role": "user", "content": as_text(value, name)}]
    if not any(message["content"].strip() for message in messages):
        raise RowError("empty_prompt", f"{name} is empty.")
    return messages


def check_pair(first: ParsedResponse, second: ParsedResponse) -> None:
    """Raises ``empty_response`` or ``identical_responses``.

    Two responses with one text are apart if their source names them apart.
    """
    for response in (first, second):
        check_response(response)
    if first.text == second.text and first.key == second.key:
        raise RowError("identical_responses", "Both responses are the same.")


def check_response(response: ParsedResponse) -> None:
    """Raises ``empty_response``: no characters at all."""
    if response.text == "":
        raise RowError("empty_response", "A response has no characters.")


def is_silent(*responses: ParsedResponse) -> bool:
    """Whether one of them is white space alone."""
    return any(
        response.text is not None and (not response.text or response.text.isspace())
        for response in responses
    )


def rest_of(fields: Fields, taken: Collection[str]) -> dict[str, Any]:
    """What the row holds beyond the fields that were taken; null fields say nothing."""
    return {
        name: value for name, value in fields.items() if name not in taken and value is not None
    }


def _structure(value: object) -> object:
    """Lists and objects that CSV can only hold as text."""
    if isinstance(value, str) and value[:1] in ("[", "{"):
        try:
            return json.loads(value, parse_constant=lambda name: None)
        except (ValueError, RecursionError):
            return value
    return value
