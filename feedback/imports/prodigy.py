"""Prodigy's tasks with options (the interface ``choice``): a row is one person's answer.

``text`` (or ``prompt``) is what was asked, ``options[{id, text}]`` the answers, ``accept[]`` the
ids of those that were chosen. Each of these beats each of the others. Of two options, both chosen
is a tie, and neither is a tie of which neither will do. ``answer`` is ``accept``; ``reject`` says
that none will do, ``ignore`` that nothing was said: the responses are then taken and the answer is
counted as left out.
"""

from __future__ import annotations

from typing import Any

from feedback.imports.answer_lists import answers_of, prompt_of
from feedback.imports.fields import Fields, is_silent, list_of, name_of, rest_of
from feedback.imports.format import Example, Format
from feedback.imports.lines import MEBIBYTE
from feedback.imports.records import ParsedResponse, ParsedRow, ParsedVote, Part, RowError

_PROMPTS = ("prompt", "text", "html", "question")
_RATERS = ("_annotator_id", "_session_id")
_TECHNICAL = {"_input_hash", "_task_hash", "_view_id", "_is_binary", "config"}
_ANSWERS = ("accept", "reject", "ignore")


def parse_prodigy(fields: Fields, line: int) -> ParsedRow:
    """The row.

    Raises RowError: as ``prompt_of`` and ``answers_of``, and ``not_a_text`` (pictures),
    ``bad_choice`` (an accepted id that no option has, an unknown ``answer``), ``missing_field``.
    """
    if fields.get("image") or fields.get("audio") or fields.get("video"):
        raise RowError("not_a_text", "Tasks with pictures or sound cannot be taken yet.")
    asked, messages = prompt_of(fields, _PROMPTS)
    _, entries, responses = answers_of(fields, ("options",))
    ids = [_id(entry, index) for index, entry in enumerate(entries)]
    models = [
        name_of(entry, "model") if isinstance(entry, dict) and entry.get("model") else ""
        for entry in entries
    ]
    # An option's id is its place in the task, no name of the text.
    found = tuple(
        ParsedResponse(each.text, model) for each, model in zip(responses, models, strict=True)
    )
    if len({each.text for each in found}) < len(found):
        raise RowError("identical_responses", "Two of options are the same.")
    extra = rest_of(fields, {asked, "options", "accept", "answer", *_RATERS, *_TECHNICAL})
    votes = _votes(fields, ids, {"extra": extra} if extra else {})
    part = Part(messages, found, votes=votes, metadata={} if votes else extra)
    left_out = {} if votes else {"ignored": 1}
    return ParsedRow(line, fields, (part,), silent=is_silent(*found), left_out=left_out)


def _id(entry: Any, index: int) -> str:
    if isinstance(entry, dict) and entry.get("id") is not None:
        return str(entry["id"])
    return str(index)


def _votes(fields: Fields, ids: list[str], kept: dict[str, Any]) -> tuple[ParsedVote, ...]:
    answer = fields.get("answer", _ANSWERS[0])
    if answer not in _ANSWERS:
        raise RowError("bad_choice", f"answer is {str(answer)[:60]!r}, not accept, reject, ignore.")
    if answer == "ignore":
        return ()
    given = list_of(fields, "accept") if fields.get("accept") is not None else []
    chosen = {str(each) for each in given} if answer == "accept" else set()
    if unknown := chosen - set(ids):
        raise RowError("bad_choice", f"accept names {min(unknown)[:60]!r}, which no option is.")
    rater = next((name_of(fields, each) for each in _RATERS if fields.get(each) is not None), "")
    better = [index for index, each in enumerate(ids) if each in chosen]
    worse = [index for index, each in enumerate(ids) if each not in chosen]
    if len(ids) == 2 and not (better and worse):
        return (ParsedVote(0, 1, "tie", rater=rater, both_bad=not better, metadata=kept),)
    return tuple(
        ParsedVote(one, other, "a", rater=rater, metadata=kept) for one in better for other in worse
    )


PRODIGY = Format(
    name="prodigy",
    label="Prodigy: tasks with options",
    description=(
        "Rows of `db-out` of tasks with `options`: the accepted ones beat the others. Of two "
        "options, both accepted is a tie, and none, or a rejected task, one in which neither will "
        "do. `_annotator_id` (or `_session_id`) is the rater; ignored tasks are counted."
    ),
    parse=parse_prodigy,
    examples=(
        Example(
            (
                {
                    "text": "Which sentence is the plainer?",
                    "options": [
                        {"id": 0, "text": "The wall leans.", "model": "m1"},
                        {"id": 1, "text": "The wall exhibits inclination.", "model": "m2"},
                    ],
                    "accept": [0],
                    "answer": "accept",
                    "_view_id": "choice",
                    "_annotator_id": "plain-w1",
                },
            )
        ),
    ),
    max_line_bytes=4 * MEBIBYTE,
    marks=(("options", "accept"), ("options", "answer", "_view_id")),
)
