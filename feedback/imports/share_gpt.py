"""ShareGPT conversations: ``conversations[{from, value}]``, with ``chosen`` and ``rejected`` as one
message each where two answers were compared. Without these, the last answer is a response that
nothing is said of.
"""

from __future__ import annotations

from feedback.imports.answer_lists import one_of
from feedback.imports.fields import (
    Fields,
    answer_text,
    check_pair,
    check_response,
    is_silent,
    list_of,
    messages_of,
    name_of,
    prompt_messages,
    require,
    rest_of,
    text_of,
)
from feedback.imports.format import Example, Format
from feedback.imports.lines import MEBIBYTE
from feedback.imports.records import Message, ParsedResponse, ParsedRow, ParsedVote, Part, RowError

_CONVERSATIONS = ("conversations", "conversation")
_MEDIA = ("images", "image", "videos", "audios")


def parse_share_gpt(fields: Fields, line: int) -> ParsedRow:
    """The row.

    Raises RowError: ``missing_field``, ``not_a_list``, ``bad_messages``, ``tool_calls``,
    ``not_a_text`` (pictures, sound), ``several_turns``, ``not_an_assistant_turn``,
    ``empty_prompt``, ``empty_response``, ``identical_responses``, ``name_too_long``.
    """
    name = one_of(fields, _CONVERSATIONS)
    if media := next((each for each in _MEDIA if fields.get(each)), None):
        raise RowError("not_a_text", f"{media} holds pictures or sound, which cannot be taken yet.")
    if fields.get("tools"):
        raise RowError("tool_calls", "tools: conversations with tools cannot be taken yet.")
    messages = messages_of(list_of(fields, name), name)
    if fields.get("system") is not None:
        messages = [{"role": "system", "content": text_of(fields, "system")}, *messages]
    extra = rest_of(fields, {name, "system", "chosen", "rejected", "model"})
    if fields.get("chosen") is None and fields.get("rejected") is None:
        return _answered(fields, line, messages, name, extra)
    require(fields, "chosen", "rejected")
    asked = prompt_messages(messages, name)
    first, second = (
        ParsedResponse(answer_text(fields[each], each, asked)) for each in ("chosen", "rejected")
    )
    check_pair(first, second)
    vote = ParsedVote(0, 1, "a", metadata={"extra": extra} if extra else {})
    part = Part(asked, (first, second), votes=(vote,))
    return ParsedRow(line, fields, (part,), silent=is_silent(first, second))


def _answered(
    fields: Fields, line: int, messages: list[Message], name: str, extra: dict[str, object]
) -> ParsedRow:
    if not messages or messages[-1]["role"] != "assistant":
        raise RowError("not_an_assistant_turn", f"{name} does not end with the assistant.")
    asked = prompt_messages([*messages[:-1]], name)
    response = ParsedResponse(messages[-1]["content"], name_of(fields, "model"))
    check_response(response)
    part = Part(asked, (response,), metadata=extra)
    return ParsedRow(line, fields, (part,), silent=is_silent(response))


SHARE_GPT = Format(
    name="sharegpt",
    label="ShareGPT conversations, with chosen and rejected",
    description=(
        "`conversations` as `{from, value}`, with `chosen` and `rejected` as one message each. "
        "Without these, the last answer is a response that nothing is said of."
    ),
    parse=parse_share_gpt,
    examples=(
        Example(
            (
                {
                    "conversations": [
                        {"from": "system", "value": "Be short."},
                        {"from": "human", "value": "Which stone goes first?"},
                    ],
                    "chosen": {"from": "gpt", "value": "The corner stone."},
                    "rejected": {"from": "gpt", "value": "Any, as far as I can tell."},
                },
            )
        ),
    ),
    max_line_bytes=4 * MEBIBYTE,
    marks=tuple((each,) for each in _CONVERSATIONS),
)
