"""The format ``mapping``: what it says of itself, and files that show it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from feedback.choices import Option
from feedback.imports.fields import Fields
from feedback.imports.format import Example, Format
from feedback.imports.lines import MEBIBYTE
from feedback.imports.mapping import parse_mapped, read_mapping
from feedback.imports.records import ParsedRow, RowError


def format_by(mapping: object) -> Format:
    """The format that reads rows by a mapping. Raises ValueError for a bad one."""
    found = read_mapping(mapping)
    tallies = not {"rater", "votes"} & found.roles.keys() and (
        "choice" in found.roles or bool(found.columns)
    )
    return replace(
        MAPPING,
        parse=partial(parse_mapped, mapping=found),
        fields=tuple(found.fields),
        tallies=tallies,
    )


def _parse_unmapped(fields: Fields, line: int) -> ParsedRow:
    raise RowError("no_mapping", "No mapping says what the fields are.")


MAPPING = Format(
    name="mapping",
    label="Any other shape: a mapping says which field is what",
    description=(
        "Files of any shape. The option `mapping` is a JSON object that says which field plays "
        "which role; the roles are listed in the guide to formats. The examples are a row for each "
        "vote, with any number of raters to a pair; and, as in UKPConvArg1 (58,432 votes of 3,767 "
        "workers; both files go in whole), first the arguments and then the votes on them."
    ),
    parse=_parse_unmapped,
    examples=(
        Example(
            (
                {
                    "question": "Which wall is straight?",
                    "left": "The old one.",
                    "right": "The new one.",
                    "winner": "left",
                    "who": "ann",
                },
                {
                    "question": "Which wall is straight?",
                    "left": "The old one.",
                    "right": "The new one.",
                    "winner": "equal",
                    "who": "bob",
                },
            ),
            {
                "mapping": {
                    "prompt": "question",
                    "response_a": "left",
                    "response_b": "right",
                    "choice": "winner",
                    "choices": {"left": "a", "right": "b", "equal": "tie"},
                    "rater": "who",
                }
            },
        ),
        Example(
            (
                {"id": "a1", "title": "Ban bottles", "stance": "No", "text": "They are handy."},
                {
                    "id": "a2",
                    "title": "Ban bottles",
                    "stance": "No",
                    "text": "They give work to many.",
                },
            ),
            {
                "mapping": {
                    "prompt": "Which argument is the more convincing?\n\n{title}: {stance}",
                    "response": "text",
                    "response_id": "id",
                }
            },
        ),
        Example(
            (
                {
                    "a": "a1",
                    "b": "a2",
                    "worker": "w1",
                    "choice": "b",
                    "accepted_at": "2016-01-31 16:53:19",
                    "submitted_at": "2016-01-31 16:59:52",
                    "reason": "Work matters more.",
                },
            ),
            {
                "mapping": {
                    "response_a_id": "a",
                    "response_b_id": "b",
                    "choice": "choice",
                    "rater": "worker",
                    "rationale": "reason",
                    "started_at": "accepted_at",
                    "answered_at": "submitted_at",
                }
            },
        ),
    ),
    max_line_bytes=4 * MEBIBYTE,
    options=(
        Option("mapping", "Mapping", "Roles and the names of the fields that play them.", "json"),
    ),
)
