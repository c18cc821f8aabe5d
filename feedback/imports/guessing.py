"""What a file is, from the first of its rows: its format, with the fields that say so, or, where it
is of none, the roles that its fields may play in a mapping."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from feedback.imports.format import Format
from feedback.imports.formats import FORMATS
from feedback.imports.paths import steps_of, value_at
from feedback.imports.records import RowError
from feedback.imports.rows import RawRow

MOST_PLACES = 200
MOST_WORDS = 12
WORD = 40  # characters of a value that may be a word for a choice
_DEPTH = 3
_INSIDE = 3  # items of a list whose places are named
# Names that fields often have, by the role that they play; the first that the rows have is taken.
_ROLES: Mapping[str, tuple[str, ...]] = {
    "prompt": ("prompt", "question", "instruction", "query", "input", "context", "post", "task"),
    "response_a": (
        *("response_a", "answer_a", "output_a", "completion_a", "response1", "response_1"),
        *("answer1", "answer_1", "output1", "output_1", "left", "text_a", "option_a", "first", "a"),
    ),
    "response_b": (
        *("response_b", "answer_b", "output_b", "completion_b", "response2", "response_2"),
        *("answer2", "answer_2", "output2", "output_2", "right", "text_b", "option_b", "second"),
        "b",
    ),
    "chosen": ("chosen", "better", "preferred", "win", "accepted"),
    "rejected": ("rejected", "worse", "dispreferred", "lose", "other"),
    "generator_a": ("model_a", "generator_a", "model1", "model_1", "system_a", "left_model"),
    "generator_b": ("model_b", "generator_b", "model2", "model_2", "system_b", "right_model"),
    "choice": (
        *("choice", "winner", "preference", "vote", "label", "verdict", "better", "selected"),
        *("judgment", "judgement", "annotation"),
    ),
    "rater": ("rater", "annotator", "worker", "judge", "user", "who", "labeler", "annotator_id"),
    "strength": ("strength",),
    "rationale": ("rationale", "reason", "explanation", "comment", "justification"),
    "confidence": ("confidence",),
    "duration_ms": ("duration_ms",),
}


class Guess(NamedTuple):
    """A format, the fields by which it is known, and how many of the rows it takes."""

    format: str
    fields: tuple[str, ...]
    fit: int


class Column(NamedTuple):
    """A field or a place inside one: an example, in how many rows it says something, and the words
    in it where they are few and short."""

    name: str
    example: str
    filled: int
    words: tuple[str, ...]


def guess_format(rows: Sequence[RawRow]) -> Guess | None:
    """The format that at least half of the rows are of.

    Of several, one that takes at least one of the rows comes first, then the one that is known by
    the most fields, then the one that takes the most rows.
    """
    best: tuple[tuple[bool, int, int, int], Guess] | None = None
    for place, format in enumerate(FORMATS.values()):
        known = Counter(mark for row in rows if (mark := _mark_of(format, row.fields)))
        if not known or known.total() * 2 < len(rows):
            continue
        mark = max(known, key=lambda each: (known[each], len(each)))
        guess = Guess(format.name, mark, sum(_takes(format, row) for row in rows))
        rank = (guess.fit > 0, len(mark), guess.fit, place)
        if best is None or rank > best[0]:
            best = rank, guess
    return best[1] if best else None


def guess_mapping(columns: Iterable[Column]) -> dict[str, Any]:
    """Roles by the names of fields; perhaps only some of those that a mapping needs."""
    by_name = {column.name.lower(): column for column in columns}
    roles: dict[str, Any] = {}
    for role, names in _ROLES.items():
        found = next((by_name[name].name for name in names if name in by_name), None)
        if found is not None and found not in roles.values():
            roles[role] = found
    if {"response_a", "response_b"} <= roles.keys():
        roles.pop("chosen", None)
        roles.pop("rejected", None)
    elif {"chosen", "rejected"} <= roles.keys():
        for role in ("choice", "response_a", "response_b"):
            roles.pop(role, None)
    else:
        kept = ("prompt", "rater") if "prompt" in roles else ()
        roles = {role: name for role, name in roles.items() if role in kept}
    return roles


def columns_of(rows: Sequence[RawRow]) -> list[Column]:
    """The fields of the rows, and the places inside them, in the order in which they stand."""
    names: dict[str, None] = {}
    for row in rows:
        for name, value in row.fields.items():
            if len(names) < MOST_PLACES:
                names.setdefault(name)
                names |= dict.fromkeys(_places(name, value))
    return [_column(name, rows) for name in [*names][:MOST_PLACES]]


def _column(name: str, rows: Sequence[RawRow]) -> Column:
    steps = steps_of(name)
    values = [
        row.fields[name] if name in row.fields else value_at(row.fields, steps) for row in rows
    ]
    said = [value for value in values if value is not None and value != ""]
    words = {str(value) for value in said if isinstance(value, (str, int, float))}
    few = len(words) <= MOST_WORDS and all(len(word) <= WORD for word in words)
    example = "" if not said else said[0] if isinstance(said[0], str) else repr(said[0])
    return Column(name, example[:200], len(said), tuple(sorted(words)) if few else ())


def _places(name: str, value: Any, depth: int = 1) -> list[str]:
    if depth > _DEPTH:
        return []
    inside: list[tuple[str, Any]] = []
    if isinstance(value, dict):
        inside = [(f"{name}.{key}", each) for key, each in value.items() if _is_plain(key)]
    elif isinstance(value, list):
        inside = [(f"{name}[{index}]", each) for index, each in enumerate(value[:_INSIDE])]
    found = []
    for place, each in inside:
        found += [] if isinstance(each, (dict, list)) else [place]
        found += _places(place, each, depth + 1)
    return found


def _is_plain(key: object) -> bool:
    """Whether a name can be a step of a path."""
    return isinstance(key, str) and len(steps_of(key)) == 1 and steps_of(f"x.{key}") == ("x", key)


def _mark_of(format: Format, fields: Mapping[str, Any]) -> tuple[str, ...]:
    """The longest of the format's marks that the row has; empty where it has none."""
    found = [mark for mark in format.marks if all(_stands(fields, name) for name in mark)]
    return max(found, key=len, default=())


def _stands(fields: Mapping[str, Any], name: str) -> bool:
    of, inside, field = name.partition("[].")
    value = fields.get(of)
    if not inside:
        return value is not None
    return isinstance(value, list) and any(
        isinstance(each, dict) and each.get(field) is not None for each in value
    )


def _takes(format: Format, row: RawRow) -> bool:
    try:
        format.parse(row.decoded or row.fields, row.line)
    except RowError:
        return False
    return True
