"""Typed access to the fields of a row. Each function raises RowError with a code and a sentence."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from feedback.imports.records import Message, ParsedResponse, RowError
from feedback.text.direction import without_direction_controls

Fields = Mapping[str, Any]
ROLES = frozenset({"system", "developer", "user", "assistant"})
SHAREGPT_ROLES = {"human": "user", "gpt": "assistant", "chatgpt": "assistant", "bot": "assistant"}
TOOL_ROLES = ("tool", "function", "function_call", "observation")
TOOLS = ("tool_calls", "function_call", "tool_call_id")
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
    """An optional name of at most 100 characters, without those that turn direction. Numbers are
    taken as their digits, whole ones without a decimal point: where a column has gaps, 7 is
    written as 7.0.

    Raises ``not_a_string`` or ``name_too_long``.
    """
    value = fields.get(name)
    if value is None:
        return ""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        value = word_of(value)
    found = without_direction_controls(as_text(value, name))
    if len(found) > MAX_NAME:
        raise RowError("name_too_long", f"{name} has more than {MAX_NAME} characters.")
    return found


def is_empty_field(fields: Fields, name: str) -> bool:
    """Whether the row says nothing there: null, or a cell without characters."""
    value = fields.get(name)
    return value is None or (isinstance(value, str) and not value.strip())


def word_of(value: object) -> str:
    """A value as the word that people write for it: true and false in small letters, whole numbers
    without a decimal point."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value).strip()


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


def axis_of(fields: Fields, name: str) -> float | bool | None:
    """An optional value on an axis: a number, or true or false. Raises ``not_a_number``."""
    value = fields.get(name)
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.strip().lower() in ("true", "false"):
        return value.strip().lower() == "true"
    return number_of(fields, name)


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
    known = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
    word = word_of(value).lower().removesuffix(".0") if isinstance(value, (str, int, float)) else ""
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
    """Chat messages ``{role, content}``, or ``{from, value}`` as ShareGPT has them.

    A content may be a text or a list of parts that are texts; what else a message holds must be
    null. Raises ``bad_messages``, ``tool_calls`` or ``not_a_text`` (pictures, sound).
    """
    return [_message(message, name) for message in value]


def _message(message: object, name: str) -> Message:
    if not isinstance(message, dict):
        raise RowError("bad_messages", f"{name} holds what is not a message.")
    if "from" in message and "role" not in message:
        role, content = message["from"], message.get("value")
        role = SHAREGPT_ROLES.get(role, role) if isinstance(role, str) else role
        known: tuple[str, ...] = ("from", "value")
    else:
        role, content = message.get("role"), message.get("content")
        known = ("role", "content")
    if role in TOOL_ROLES or any(message.get(each) for each in TOOLS):
        raise RowError(
            "tool_calls",
            f"{name} holds tool calls or their results, which cannot be taken yet: leave such rows "
            "out, or write them as text.",
        )
    if isinstance(content, list):
        content = _text_of_parts(content, name)
    if not isinstance(role, str) or role not in ROLES or not isinstance(content, str):
        raise RowError(
            "bad_messages", f"A message of {name} lacks a known role or a text as content."
        )
    if extra := [each for each in message if each not in known and _says(message[each], each)]:
        raise RowError("bad_messages", f"A message of {name} also holds {extra[0]!r:.100}.")
    return {"role": role, "content": content}


def _says(value: object, name: str) -> bool:
    """Whether a further field of a message says something of it."""
    return bool(value) and name not in ("weight", "id", "index", "timestamp", "num_tokens")


def _text_of_parts(parts: list[Any], name: str) -> str:
    texts = []
    for part in parts:
        if isinstance(part, str):
            texts.append(part)
        elif isinstance(part, dict) and isinstance(part.get("text"), str):
            texts.append(part["text"])
        else:
            kind = part.get("type") if isinstance(part, dict) else None
            raise RowError(
                "not_a_text",
                f"{name} holds a part that is no text ({kind or 'unknown'!s:.40}): pictures and "
                "sound cannot be taken yet.",
            )
    return "".join(texts)


def prompt_messages(value: object, name: str = "prompt") -> list[Message]:
    """A prompt, a string or a list of messages, as messages.

    Raises ``bad_messages``, ``tool_calls``, ``not_a_text``, ``not_a_string`` or ``empty_prompt``
    (white space alone).
    """
    if isinstance(value, list):
        messages = messages_of(value, name)
    else:
        messages = [{"role": "user", "content": as_text(value, name)}]
    if not any(message["content"].strip() for message in messages):
        raise RowError("empty_prompt", f"{name} is empty.")
    return messages


def answer_text(value: object, name: str, prompt: list[Message] | None = None) -> str:
    """A response: a text, or messages that end with the assistant's one.

    What stands before it has to be the ``prompt``, or nothing. Raises ``several_turns``, and as
    ``messages_of``.
    """
    if isinstance(value, dict) and ("content" in value or "value" in value):
        value = [value]
    if not isinstance(value, list):
        return as_text(value, name)
    messages = messages_of(value, name)
    if prompt is not None and len(messages) > 1 and messages[:-1] == prompt:
        messages = messages[-1:]
    return one_completion(messages, name)


def one_completion(messages: list[Message], name: str) -> str:
    """The text of a response. Raises RowError ``several_turns``, also where it is none."""
    if len(messages) != 1 or messages[0]["role"] != "assistant":
        raise RowError("several_turns", f"{name} is not one message of the assistant.")
    return messages[0]["content"]


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
