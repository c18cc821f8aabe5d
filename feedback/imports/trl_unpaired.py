"""TRL unpaired (KTO): ``prompt``, ``completion``, ``label``; text or messages.

``label`` says whether the completion is desirable; it is stored as the rating axis ``label``.
What else a row holds is kept as ``extra`` with its rating.
"""

from __future__ import annotations

from feedback.imports.fields import (
    Fields,
    answer_text,
    check_response,
    is_silent,
    prompt_messages,
    require,
    rest_of,
    truth_of,
)
from feedback.imports.format import Example, Format
from feedback.imports.records import ParsedRating, ParsedResponse, ParsedRow, Part

_FIELDS = {"prompt", "completion", "label"}


def parse_trl_unpaired(fields: Fields, line: int) -> ParsedRow:
    """The row.

    Raises RowError: ``missing_field``, ``not_a_string``, ``not_a_boolean``, ``bad_messages``,
    ``several_turns``, ``empty_prompt``, ``empty_response``.
    """
    require(fields, *sorted(_FIELDS))
    messages = prompt_messages(fields["prompt"])
    response = ParsedResponse(answer_text(fields["completion"], "completion", messages))
    check_response(response)
    extra = rest_of(fields, _FIELDS)
    rating = ParsedRating(
        0, {"label": truth_of(fields, "label")}, metadata={"extra": extra} if extra else {}
    )
    part = Part(messages, (response,), ratings=(rating,))
    return ParsedRow(line, fields, (part,), silent=is_silent(response))


TRL_UNPAIRED = Format(
    name="trl-unpaired",
    label="TRL unpaired: prompt, completion, label",
    description="As for KTO. The label is stored as a rating of the response.",
    parse=parse_trl_unpaired,
    marks=(("prompt", "completion", "label"),),
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
