"""TRL unpaired (KTO): ``prompt``, ``completion``, ``label``; text or messages.

``label`` says whether the completion is desirable; it is stored as the rating axis ``label``.
What else a row holds is kept as ``extra`` with its rating.
"""

from __future__ import annotations

from feedback.imports.fields import (
    Fields,
    as_text,
    check_response,
    is_silent,
    messages_of,
    prompt_messages,
    require,
    rest_of,
    truth_of,
)
from feedback.imports.format import Example, Format
from feedback.imports.records import ParsedRating, ParsedResponse, ParsedRow, Part, RowError
from feedback.imports.trl_preference import one_completion

_FIELDS = {"prompt", "completion", "label"}


def parse_trl_unpaired(fields: Fields, line: int) -> ParsedRow:
    """The row.

    Raises RowError: ``missing_field``, ``not_a_string``, ``not_a_boolean``, ``mixed_forms``,
    ``bad_messages``, ``several_turns``, ``empty_prompt``, ``empty_response``.
    """
    require(fields, *sorted(_FIELDS))
    prompt, completion = fields["prompt"], fields["completion"]
    if isinstance(prompt, list) != isinstance(completion, list):
        raise RowError("mixed_forms", "The row mixes strings and lists of messages.")
    text = (
        one_completion(messages_of(completion, "completion"), "completion")
        if isinstance(completion, list)
        else as_text(completion, "completion")
    )
    response = ParsedResponse(text)
    check_response(response)
    extra = rest_of(fields, _FIELDS)
    rating = ParsedRating(
        0, {"label": truth_of(fields, "label")}, metadata={"extra": extra} if extra else {}
    )
    part = Part(prompt_messages(prompt), (response,), ratings=(rating,))
    return ParsedRow(line, fields, (part,), silent=is_silent(response))


TRL_UNPAIRED = Format(
    name="trl-unpaired",
    label="TRL unpaired: prompt, completion, label",
    description="As for KTO. The label is stored as a rating of the response.",
    parse=parse_trl_unpaired,
    examples=(
        Example(
            (
                {
                    "prompt": "Which way is down?",
                    "completion": "Where the cord points.",
                    "label": True,
                },
            )
        ),
    ),
)
