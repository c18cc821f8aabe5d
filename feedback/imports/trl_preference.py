"""TRL preference: ``prompt?``, ``chosen``, ``rejected``, optional ``margin``; text or messages.

Standard rows are strings. With an explicit prompt a response is what follows it; without one the
prompt is what both strings begin with, cut as TRL cuts it (a space at the border belongs to the
responses). Conversational rows are lists of ``{role, content}``; without an explicit prompt it is
the messages that both begin with. Each response is one message of the assistant.

What else a row holds is kept as ``extra`` with its vote.
"""

from __future__ import annotations

from feedback.imports.fields import (
    Fields,
    answer_text,
    as_text,
    check_pair,
    is_silent,
    messages_of,
    number_of,
    one_completion,
    prompt_messages,
    require,
    rest_of,
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

_FIELDS = {"prompt", "chosen", "rejected", "margin"}


def parse_trl_preference(fields: Fields, line: int) -> ParsedRow:
    """The row. The prompt may be a text and the responses messages, or the other way round.

    Raises RowError: ``missing_field``, ``not_a_string``, ``mixed_forms`` (strings and messages
    without a prompt), ``bad_messages``, ``several_turns`` (a response is not one message of the
    assistant), ``empty_prompt``, ``empty_response``, ``identical_responses``, ``not_a_number``
    (margin).
    """
    require(fields, "chosen", "rejected")
    given = [fields[name] for name in ("prompt", "chosen", "rejected") if name in fields]
    forms = {isinstance(value, list) for value in given if value is not None}
    if fields.get("prompt") is not None:
        messages = prompt_messages(fields["prompt"])
        chosen, rejected = (
            answer_text(fields[name], name, messages) for name in ("chosen", "rejected")
        )
    elif len(forms) > 1:
        raise RowError("mixed_forms", "The row mixes strings and lists of messages.")
    else:
        messages, chosen, rejected = _conversation(fields) if True in forms else _texts(fields)
    responses = ParsedResponse(chosen), ParsedResponse(rejected)
    check_pair(*responses)
    vote = ParsedVote(0, 1, "a", metadata=_metadata(fields))
    part = Part(messages, responses, votes=(vote,))
    return ParsedRow(line, fields, (part,), silent=is_silent(*responses))


def _texts(fields: Fields) -> tuple[list[Message], str, str]:
    chosen, rejected = (as_text(fields[name], name) for name in ("chosen", "rejected"))
    if chosen == rejected:
        raise RowError("identical_responses", "Both responses are the same.")
    cut = _common_length(chosen, rejected)
    if cut and chosen[cut - 1] == " ":
        cut -= 1
    return prompt_messages(chosen[:cut]), chosen[cut:], rejected[cut:]


def _common_length(one: str, other: str) -> int:
    """How many characters both begin with."""
    for index, (left, right) in enumerate(zip(one, other, strict=False)):
        if left != right:
            return index
    return min(len(one), len(other))


def _conversation(fields: Fields) -> tuple[list[Message], str, str]:
    chosen, rejected = (messages_of(fields[name], name) for name in ("chosen", "rejected"))
    if chosen == rejected:
        raise RowError("identical_responses", "Both responses are the same.")
    cut = 0
    while cut < min(len(chosen), len(rejected)) and chosen[cut] == rejected[cut]:
        cut += 1
    messages = prompt_messages(chosen[:cut], "chosen")
    return (
        messages,
        one_completion(chosen[cut:], "chosen"),
        one_completion(rejected[cut:], "rejected"),
    )


def _metadata(fields: Fields) -> dict[str, object]:
    margin, extra = number_of(fields, "margin"), rest_of(fields, _FIELDS)
    found: dict[str, object] = {} if margin is None else {"margin": margin}
    return found | ({"extra": extra} if extra else {})


TRL = Format(
    name="trl",
    label="TRL preference: prompt, chosen, rejected",
    description=(
        "Text or messages, the prompt explicit or implicit, `margin` optional. "
        " An implicit prompt is what both texts begin with (a space at the border "
        "belongs to the responses), or the messages that both begin with. A response in "
        "messages is one message of the assistant."
    ),
    parse=parse_trl_preference,
    marks=(("prompt", "chosen", "rejected"), ("chosen", "rejected")),
    examples=(
        Example(
            (
                {
                    "prompt": "Which way is down?",
                    "chosen": "Where the cord points.",
                    "rejected": "Left.",
                },
                {
                    "chosen": "Which way is up? The other way.",
                    "rejected": "Which way is up? Right.",
                },
                {
                    "prompt": [{"role": "user", "content": "Is it true?"}],
                    "chosen": [{"role": "assistant", "content": "Yes."}],
                    "rejected": [{"role": "assistant", "content": "No."}],
                    "margin": 1.5,
                },
            )
        ),
    ),
)
