"""Answers in an order, and answers of which one is the best.

Ranks (as Nectar has them): ``prompt, answers[{answer, model, rank}]``; the prompt may be a
transcript. Of two answers the one with the lower rank is the better, equal ranks tie. Scores do the
same the other way round. Ranks and scores may also be lists of their own: ``responses[]`` with
``ranks[]`` or ``scores[]``.

Best of n: ``prompt, responses[]`` and ``best``, the place of the best one counted from 0, or its
text. It is better than each of the others; of these nothing is said.
"""

from __future__ import annotations

from typing import Any

from feedback.imports.answer_lists import (
    ANSWERS,
    PROMPTS,
    answers_of,
    number_at,
    one_of,
    prompt_of,
    votes_by,
)
from feedback.imports.fields import (
    Fields,
    integer_of,
    is_silent,
    list_of,
    name_of,
    number_of,
    rest_of,
)
from feedback.imports.format import Example, Format
from feedback.imports.lines import MEBIBYTE
from feedback.imports.records import ParsedResponse, ParsedRow, ParsedVote, Part, RowError

_COLUMNS = {"rank": ("ranks", "rank", "ranking"), "score": ("scores", "score", "ratings")}
_BEST = ("best", "best_index", "best_response", "chosen")
_RATERS = ("rater", "judge", "annotator")


def parse_ranks(fields: Fields, line: int) -> ParsedRow:
    """The row of ranks or scores.

    Raises RowError: as ``prompt_of`` and ``answers_of``, and ``not_a_number``, ``no_ranks`` (fewer
    than two answers have a rank or score), ``wrong_count`` (a list is not as long as the answers).
    """
    asked, messages = prompt_of(fields)
    name, entries, responses = answers_of(fields)
    taken = {asked, name, *_RATERS}
    kind, values = _values(fields, name, entries, taken)
    extra = rest_of(fields, taken)
    votes = votes_by(
        values,
        least_wins=kind == "rank",
        rater=_rater(fields),
        metadata={"extra": extra} if extra else {},
    )
    if not votes:
        raise RowError("no_ranks", f"Fewer than two of {name} have a rank or a score.")
    part = Part(messages, tuple(responses), votes=votes)
    return ParsedRow(line, fields, (part,), silent=is_silent(*responses))


def _values(
    fields: Fields, name: str, entries: list[Any], taken: set[str]
) -> tuple[str, list[float | None]]:
    """Whether the answers have ranks or scores, and these; their column is added to ``taken``."""
    for kind, columns in _COLUMNS.items():
        inside = [number_at(each, kind, f"{name}[{i}]") for i, each in enumerate(entries)]
        if any(value is not None for value in inside):
            return kind, inside
        column = next((each for each in columns if fields.get(each) is not None), None)
        if column is None:
            continue
        given = list_of(fields, column)
        if len(given) != len(entries):
            raise RowError("wrong_count", f"{column} is not as long as {name}.")
        taken.add(column)
        labels = [f"{column}[{index}]" for index in range(len(given))]
        return kind, [number_of({k: v}, k) for k, v in zip(labels, given, strict=True)]
    raise RowError("no_ranks", f"{name} have neither ranks nor scores.")


def parse_best_of_n(fields: Fields, line: int) -> ParsedRow:
    """The row of a best answer.

    Raises RowError: as ``prompt_of`` and ``answers_of``, and ``missing_field``, ``bad_choice``
    (``best`` is no place in the list, nor one of its texts).
    """
    asked, messages = prompt_of(fields)
    name, _, responses = answers_of(fields)
    which = one_of(fields, _BEST)
    best = _place(fields, which, name, responses)
    extra = rest_of(fields, {asked, name, which, *_RATERS})
    metadata = {"extra": extra} if extra else {}
    votes = tuple(
        ParsedVote(best, other, "a", rater=_rater(fields), metadata=metadata)
        for other in range(len(responses))
        if other != best
    )
    part = Part(messages, tuple(responses), votes=votes)
    return ParsedRow(line, fields, (part,), silent=is_silent(*responses))


def _place(fields: Fields, which: str, name: str, responses: list[ParsedResponse]) -> int:
    texts = [response.text for response in responses]
    if isinstance(fields[which], str) and fields[which] in texts:
        return texts.index(fields[which])
    try:
        place = integer_of(fields, which, most=len(responses) - 1)
    except RowError:
        place = None
    if place is None:
        raise RowError(
            "bad_choice",
            f"{which} is neither a place in {name} (0 to {len(responses) - 1}) nor one of them.",
        )
    return place


def _rater(fields: Fields) -> str:
    return next((name_of(fields, each) for each in _RATERS if fields.get(each) is not None), "")


RANKS = Format(
    name="ranks",
    label="Ranked or scored answers (Nectar)",
    description=(
        "A `prompt` and its `answers`, each with a `rank` (the lowest is the best) or a `score` "
        "(the highest is the best); every two become a vote, equal ones a tie. Ranks and scores "
        "may also be lists of their own beside the answers. The prompt may be a transcript."
    ),
    parse=parse_ranks,
    examples=(
        Example(
            (
                {
                    "prompt": "\n\nHuman: How is a wall set upright?\n\nAssistant: ",
                    "answers": [
                        {"answer": "With a cord and a weight.", "model": "m1", "rank": 1},
                        {"answer": "With care.", "model": "m2", "rank": 2},
                        {"answer": "With luck.", "model": "m3", "rank": 2},
                    ],
                    "turns": 1,
                },
                {
                    "prompt": "How is a floor set level?",
                    "responses": ["With water.", "By eye."],
                    "scores": [0.9, 0.4],
                },
            )
        ),
    ),
    max_line_bytes=4 * MEBIBYTE,
    marks=tuple(
        (prompt, answers, column)
        for prompt in PROMPTS
        for answers in ANSWERS
        for column in (
            *(f"{answers}[].{kind}" for kind in _COLUMNS),
            *(each for columns in _COLUMNS.values() for each in columns),
        )
    ),
)


BEST_OF_N = Format(
    name="best-of-n",
    label="Best of n: a list of answers and which is the best",
    description=(
        "A `prompt`, a list of `responses` and `best`: the place of the best one, counted from 0, "
        "or its text. It beats each of the others; of these nothing is said."
    ),
    parse=parse_best_of_n,
    examples=(
        Example(
            (
                {
                    "prompt": "Which tool shows what is upright?",
                    "responses": ["A level.", "A plumb line.", "A saw."],
                    "best": 1,
                    "rater": "w1",
                },
            )
        ),
    ),
    max_line_bytes=4 * MEBIBYTE,
    marks=tuple(
        (prompt, answers, best) for prompt in PROMPTS for answers in ANSWERS for best in _BEST
    ),
)
