"""UltraFeedback binarized: ``prompt, prompt_id, chosen[], rejected[], messages[], score_*``.

``chosen`` and ``rejected`` are whole conversations that end with the assistant's message; the
turns before it are the prompt. ``prompt`` repeats the first of them and ``messages`` repeats
``chosen``; where they do not, the row is refused. ``prompt_id`` and the scores are kept with the
vote, what else the row holds as ``extra``.
"""

from __future__ import annotations

from feedback.imports.fields import (
    Fields,
    check_pair,
    is_silent,
    list_of,
    messages_of,
    name_of,
    number_of,
    require,
    rest_of,
    text_of,
)
from feedback.imports.format import Example, Format
from feedback.imports.records import (
    Message,
    ParsedResponse,
    ParsedRow,
    ParsedVote,
    Part,
    RowError,
)

_FIELDS = {
    "prompt",
    "prompt_id",
    "chosen",
    "rejected",
    "messages",
    "score_chosen",
    "score_rejected",
}


def parse_ultrafeedback(fields: Fields, line: int) -> ParsedRow:
    """The row.

    Raises RowError: ``missing_field``, ``not_a_list``, ``bad_messages``, ``not_a_string``,
    ``different_prompts``, ``not_an_assistant_turn``, ``not_a_number``, ``name_too_long``,
    ``empty_prompt``, ``empty_response``, ``identical_responses``.
    """
    require(fields, "prompt", "chosen", "rejected")
    chosen, rejected = (messages_of(list_of(fields, name), name) for name in ("chosen", "rejected"))
    messages = _prompt(chosen, rejected)
    first = next((each["content"] for each in messages if each["role"] == "user"), "")
    if text_of(fields, "prompt") != first:
        raise RowError("different_prompts", "prompt is not what the conversations begin with.")
    repeated = fields.get("messages") is not None
    if repeated and messages_of(list_of(fields, "messages"), "messages") != chosen:
        raise RowError("different_prompts", "messages is not the chosen conversation.")
    responses = ParsedResponse(chosen[-1]["content"]), ParsedResponse(rejected[-1]["content"])
    check_pair(*responses)
    vote = ParsedVote(0, 1, "a", metadata=_metadata(fields))
    part = Part(messages, responses, votes=(vote,))
    return ParsedRow(line, fields, (part,), silent=is_silent(*responses))


def _prompt(chosen: list[Message], rejected: list[Message]) -> list[Message]:
    for name, messages in (("chosen", chosen), ("rejected", rejected)):
        if not messages or messages[-1]["role"] != "assistant":
            raise RowError("not_an_assistant_turn", f"{name} does not end with the assistant.")
    if chosen[:-1] != rejected[:-1]:
        raise RowError("different_prompts", "The two conversations have different prompts.")
    if not any(message["content"].strip() for message in chosen[:-1]):
        raise RowError("empty_prompt", "Nothing was asked.")
    return chosen[:-1]


def _metadata(fields: Fields) -> dict[str, object]:
    scores = {name: number_of(fields, name) for name in ("score_chosen", "score_rejected")}
    found: dict[str, object] = {key: value for key, value in scores.items() if value is not None}
    if prompt_id := name_of(fields, "prompt_id"):
        found["prompt_id"] = prompt_id
    extra = rest_of(fields, _FIELDS)
    return found | ({"extra": extra} if extra else {})


ULTRAFEEDBACK = Format(
    name="ultrafeedback-binarized",
    label="UltraFeedback, binarized",
    description=(
        "Whole conversations; `prompt` repeats the first thing the user says and `messages`, "
        "where given, the chosen conversation. `prompt_id` and the scores are kept."
    ),
    parse=parse_ultrafeedback,
    marks=(
        ("prompt", "chosen", "rejected", "messages"),
        ("prompt", "prompt_id", "chosen", "rejected"),
    ),
    examples=(
        Example(
            (
                {
                    "prompt": "Is it straight?",
                    "prompt_id": "p1",
                    "chosen": [
                        {"role": "user", "content": "Is it straight?"},
                        {"role": "assistant", "content": "Yes."},
                    ],
                    "rejected": [
                        {"role": "user", "content": "Is it straight?"},
                        {"role": "assistant", "content": "Hm."},
                    ],
                    "messages": [
                        {"role": "user", "content": "Is it straight?"},
                        {"role": "assistant", "content": "Yes."},
                    ],
                    "score_chosen": 8.0,
                    "score_rejected": 3.5,
                },
            )
        ),
    ),
)
