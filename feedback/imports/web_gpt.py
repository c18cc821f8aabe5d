"""WebGPT comparisons: ``question{full_text}, answer_0, answer_1, score_0, score_1, quotes_0 …``.

``score_0`` is how much the first answer is preferred, from -1 to 1; ``score_1`` is its opposite.
Zero is a tie (Nakano et al. 2021, appendix K). The strength counts in quarters: above 0 to 0.375 is
1, 1 is 4. The scores and quotes are kept with the vote; the tokens, which repeat the texts, are
left out and counted.
"""

from __future__ import annotations

from feedback.imports.fields import (
    Fields,
    answer_text,
    check_pair,
    is_silent,
    number_of,
    prompt_messages,
    require,
    rest_of,
)
from feedback.imports.format import Example, Format
from feedback.imports.lines import MEBIBYTE
from feedback.imports.records import (
    Choice,
    ParsedResponse,
    ParsedRow,
    ParsedVote,
    Part,
    RowError,
)

_ANSWERS = ("answer_0", "answer_1")
_SCORES = ("score_0", "score_1")
_TOKENS = ("tokens_0", "tokens_1")


def parse_web_gpt(fields: Fields, line: int) -> ParsedRow:
    """The row.

    Raises RowError: ``missing_field``, ``not_a_string``, ``not_a_number``, ``bad_choice`` (scores
    beyond 1, or not opposite), ``empty_prompt``, ``empty_response``, ``identical_responses``.
    """
    require(fields, "question", *_ANSWERS, "score_0")
    question = fields["question"]
    place = "question"
    if isinstance(question, dict):
        place = "question.full_text"
        if question.get("full_text") is None:
            raise RowError("missing_field", "Missing: question.full_text.")
        question = question["full_text"]
    first, second = (ParsedResponse(answer_text(fields[name], name)) for name in _ANSWERS)
    check_pair(first, second)
    choice, strength = _said(fields)
    kept = rest_of(fields, {"question", *_ANSWERS, *_TOKENS})
    if isinstance(fields["question"], dict):
        kept |= rest_of(fields["question"], {"full_text"})
    left_out = {"tokens": sum(fields.get(name) is not None for name in _TOKENS)}
    vote = ParsedVote(0, 1, choice, strength=strength, metadata={"extra": kept})
    part = Part(prompt_messages(question, place), (first, second), votes=(vote,))
    return ParsedRow(
        line,
        fields,
        (part,),
        silent=is_silent(first, second),
        left_out=left_out if left_out["tokens"] else {},
    )


def _said(fields: Fields) -> tuple[Choice, int | None]:
    score, other = (number_of(fields, name) for name in _SCORES)
    if score is None:
        raise RowError("missing_field", "Missing: score_0.")
    if abs(score) > 1:
        raise RowError("bad_choice", "score_0 does not lie from -1 to 1.")
    if other is not None and abs(score + other) > 1e-6:
        raise RowError("bad_choice", "score_0 and score_1 are not opposite.")
    if score == 0:
        return "tie", None
    return ("a" if score > 0 else "b"), max(1, round(4 * abs(score)))


WEB_GPT = Format(
    name="webgpt",
    label="WebGPT comparisons",
    description=(
        "A `question`, `answer_0`, `answer_1` and how much the first is preferred, `score_0` from "
        "-1 to 1 (0 is a tie); the strength counts in quarters. Quotes are kept with the vote."
    ),
    parse=parse_web_gpt,
    examples=(
        Example(
            (
                {
                    "question": {"dataset": "letters", "id": "q1", "full_text": "Why is lime hot?"},
                    "quotes_0": {"title": ["Lime"], "extract": ["Quicklime heats in water."]},
                    "answer_0": "It takes up water and gives off heat [1].",
                    "tokens_0": {"prefix": [1, 2], "completion": [3]},
                    "score_0": 0.5,
                    "quotes_1": {"title": [], "extract": []},
                    "answer_1": "Because of the sun.",
                    "tokens_1": {"prefix": [1], "completion": [2]},
                    "score_1": -0.5,
                },
            )
        ),
    ),
    max_line_bytes=4 * MEBIBYTE,
    marks=(("question", *_ANSWERS, "score_0"),),
)
