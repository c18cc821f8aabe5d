"""Prompts alone, and prompts with responses that nothing is said of yet.

``{"prompt": text or messages}``, and besides ``"responses": [text or {text, generator, id}, …]``
or a single ``response`` (or ``completion``) with ``generator`` and ``id``. What else a row holds is
kept as the prompt's metadata.
"""

from __future__ import annotations

from typing import Any

from feedback.imports.fields import (
    MAX_PAIRS,
    Fields,
    answer_text,
    check_response,
    is_silent,
    list_of,
    name_of,
    prompt_messages,
    require,
    rest_of,
    text_of,
)
from feedback.imports.format import Example, Format
from feedback.imports.lines import MEBIBYTE
from feedback.imports.records import ParsedResponse, ParsedRow, Part, RowError

_SINGLE = ("response", "completion")
ANSWERS = ("responses", *_SINGLE, "answers", "chosen", "rejected", "response_a", "response_b")
_FIELDS = {"prompt", "responses", *_SINGLE, "generator", "id"}


def parse_prompt(fields: Fields, line: int) -> ParsedRow:
    """The row of a prompt alone. Responses that it holds are left out and counted.

    Raises RowError: ``missing_field``, ``not_a_string``, ``bad_messages``, ``empty_prompt``.
    """
    require(fields, "prompt")
    answers = [name for name in ANSWERS if fields.get(name)]
    metadata = rest_of(fields, {"prompt", *answers})
    part = Part(prompt_messages(fields["prompt"]), metadata=metadata)
    left_out = {f"{name}_not_read": 1 for name in answers}
    return ParsedRow(line, fields, (part,), left_out=left_out)


def parse_prompt_and_responses(fields: Fields, line: int) -> ParsedRow:
    """The row of a prompt and its responses.

    Raises RowError as ``parse_prompt`` does, and ``not_a_list``, ``no_responses``,
    ``too_many_responses``, ``empty_response``, ``identical_responses``, ``name_too_long``.
    """
    require(fields, "prompt")
    responses = tuple(_responses(fields))
    for response in responses:
        check_response(response)
    if len({(response.text, response.key) for response in responses}) < len(responses):
        raise RowError("identical_responses", "Two responses are the same.")
    part = Part(prompt_messages(fields["prompt"]), responses, metadata=rest_of(fields, _FIELDS))
    return ParsedRow(line, fields, (part,), silent=is_silent(*responses))


def _responses(fields: Fields) -> list[ParsedResponse]:
    single = next((name for name in _SINGLE if fields.get(name) is not None), None)
    if fields.get("responses") is None:
        if single is None:
            raise RowError("no_responses", "The row has neither responses nor a response.")
        named = {name: name_of(fields, name) for name in ("generator", "id")}
        text = answer_text(fields[single], single)
        return [ParsedResponse(text, named["generator"], named["id"])]
    given = list_of(fields, "responses")
    if not given:
        raise RowError("no_responses", "responses is empty.")
    if len(given) > MAX_PAIRS:
        raise RowError("too_many_responses", f"responses holds more than {MAX_PAIRS}.")
    return [_response(each) for each in given]


def _response(given: Any) -> ParsedResponse:
    if isinstance(given, str):
        return ParsedResponse(given)
    if not isinstance(given, dict):
        raise RowError("not_a_string", "A response is neither a text nor an object.")
    if "text" not in given and "content" in given:
        return ParsedResponse(answer_text(given, "responses"))
    return ParsedResponse(
        text_of(given, "text"), generator=name_of(given, "generator"), key=name_of(given, "id")
    )


PROMPTS = Format(
    name="prompts",
    compares=False,
    label="Prompts alone",
    description=(
        "Questions to answer. A prompt is text or messages. Fields that are not named "
        "here are kept as the prompt's metadata."
    ),
    parse=parse_prompt,
    marks=(("prompt",),),
    examples=(Example(({"prompt": "Why do walls lean?", "source": "a letter"},)),),
)


PROMPTS_RESPONSES = Format(
    name="prompts-responses",
    compares=False,
    label="Prompts and responses, not compared yet",
    description=(
        "Prompts with answers to compare: a list of `responses`, or one `response` a "
        "row. Fields that are not named here are kept as the prompt's metadata."
    ),
    parse=parse_prompt_and_responses,
    marks=(("prompt", "responses"), ("prompt", "response"), ("prompt", "completion")),
    examples=(
        Example(
            (
                {
                    "prompt": "Why do walls fall?",
                    "responses": ["Rain.", {"text": "Haste.", "generator": "draft-2", "id": "r17"}],
                },
                {"prompt": "Why do walls stand?", "response": "Care.", "generator": "draft-2"},
            )
        ),
    ),
    max_line_bytes=4 * MEBIBYTE,
)
