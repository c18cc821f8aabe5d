"""OpenAI's preference fine-tuning.

``input{messages[]}, preferred_output[], non_preferred_output[]``, with one message of the assistant
in each output.
"""

from __future__ import annotations

from feedback.imports.fields import (
    Fields,
    answer_text,
    check_pair,
    is_silent,
    list_of,
    mapping_of,
    prompt_messages,
    require,
    rest_of,
)
from feedback.imports.format import Example, Format
from feedback.imports.lines import MEBIBYTE
from feedback.imports.records import ParsedResponse, ParsedRow, ParsedVote, Part, RowError

_OUTPUTS = ("preferred_output", "non_preferred_output")


def parse_openai_preference(fields: Fields, line: int) -> ParsedRow:
    """The row.

    Raises RowError: ``missing_field``, ``not_an_object``, ``not_a_list``, ``bad_messages``,
    ``tool_calls``, ``not_a_text``, ``several_turns``, ``empty_prompt``, ``empty_response``,
    ``identical_responses``.
    """
    require(fields, "input", *_OUTPUTS)
    given = mapping_of(fields, "input")
    if given.get("messages") is None:
        raise RowError("missing_field", "Missing: input.messages.")
    if given.get("tools"):
        raise RowError("tool_calls", "input.tools: conversations with tools cannot be taken yet.")
    label = "input.messages"
    messages = prompt_messages(list_of({label: given["messages"]}, label), label)
    first, second = (
        ParsedResponse(answer_text(list_of(fields, name), name, messages)) for name in _OUTPUTS
    )
    check_pair(first, second)
    extra = rest_of(fields, {"input", *_OUTPUTS})
    extra |= rest_of(given, {"messages", "tools", "parallel_tool_calls"})
    vote = ParsedVote(0, 1, "a", metadata={"extra": extra} if extra else {})
    part = Part(messages, (first, second), votes=(vote,))
    return ParsedRow(line, fields, (part,), silent=is_silent(first, second))


OPENAI_PREFERENCE = Format(
    name="openai-preference",
    label="OpenAI preference fine-tuning",
    description=(
        "`input` with `messages`, `preferred_output` and `non_preferred_output` with one message "
        "of the assistant each."
    ),
    parse=parse_openai_preference,
    examples=(
        Example(
            (
                {
                    "input": {
                        "messages": [{"role": "user", "content": "How deep is a footing?"}],
                        "tools": [],
                        "parallel_tool_calls": True,
                    },
                    "preferred_output": [
                        {"role": "assistant", "content": "Below where the ground freezes."}
                    ],
                    "non_preferred_output": [{"role": "assistant", "content": "Deep."}],
                },
            )
        ),
    ),
    max_line_bytes=4 * MEBIBYTE,
    marks=(("input", *_OUTPUTS),),
)
