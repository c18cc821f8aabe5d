"""Label Studio's JSON export of comparisons: a task a row, with all annotations of it.

``data`` holds the prompt and the two answers, ``annotations[]`` who said what: a result of the type
``pairwise`` selects ``left`` or ``right``, that is the first or the second of the two that its
``to_name`` names. A tie is a result of the type ``choices`` (``tie``, ``both_bad``). Ratings become
axes, a text area the rationale, ``lead_time`` the duration.

The export does not say which field of ``data`` a tag shows. The two answers are those of the
tags' names, or else the one pair of fields that differ in 1 and 2, a and b, or left and right.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

from feedback.imports.answer_lists import name_at, prompt_of
from feedback.imports.choices import STRENGTHS, Said, said_by
from feedback.imports.durations import MAX_MS
from feedback.imports.fields import (
    MAX_PAIRS,
    Fields,
    answer_text,
    check_pair,
    is_silent,
    list_of,
    mapping_of,
    number_of,
    rest_of,
)
from feedback.imports.format import Example, Format
from feedback.imports.lines import MEBIBYTE
from feedback.imports.records import ParsedResponse, ParsedRow, ParsedVote, Part, RowError

PROMPTS = ("prompt", "instruction", "question", "query", "dialogue", "conversation", "context")
_SIDES = (("1", "2"), ("a", "b"), ("0", "1"), ("left", "right"), ("one", "two"))
_WRITERS = ("model", "generator")
_RATER = "rater"


class _Pair(NamedTuple):
    """The fields of the two answers, and those of who wrote them (empty where none does)."""

    answers: tuple[str, str]
    writers: tuple[str, str]


def parse_label_studio(fields: Fields, line: int) -> ParsedRow:
    """The task.

    Left out and counted: ``cancelled`` (skipped tasks) and ``no_choice`` annotations.

    Raises RowError: ``missing_field``, ``not_an_object``, ``not_a_list``, ``no_votes``,
    ``too_many_votes``, ``bad_choice``, ``not_a_number``, ``name_too_long``, and as ``prompt_of``.
    """
    if fields.get("data") is None and "annotation_id" in fields:
        raise RowError("missing_field", "Missing: data. Export as JSON, not as JSON-MIN.")
    data = mapping_of(fields, "data")
    annotations = list_of(fields, "annotations")
    if len(annotations) > MAX_PAIRS:
        raise RowError("too_many_votes", f"The task has more than {MAX_PAIRS} annotations.")
    if not all(isinstance(each, dict) for each in annotations):
        raise RowError("not_an_object", "annotations holds what is no object.")
    asked, messages = prompt_of(data, PROMPTS)
    pair = _pair(data, annotations)
    first, second = (
        ParsedResponse(answer_text(data[name], f"data.{name}", messages), _writer(data, writer))
        for name, writer in zip(pair.answers, pair.writers, strict=True)
    )
    check_pair(first, second)
    extra = rest_of(data, {asked, *pair.answers, *pair.writers, _RATER})
    if fields.get("id") is not None:
        extra["task"] = fields["id"]
    left_out: Counter[str] = Counter()
    votes = tuple(_votes(annotations, data, {"extra": extra} if extra else {}, left_out))
    if not votes:
        raise RowError("no_votes", "The task has no annotation that chooses.")
    part = Part(messages, (first, second), votes=votes)
    return ParsedRow(
        line, fields, (part,), silent=is_silent(first, second), left_out=dict(left_out)
    )


def _writer(data: Fields, name: str) -> str:
    return name_at(data, name, "data") if name else ""


def _pair(data: Fields, annotations: list[dict[str, Any]]) -> _Pair:
    plain = {_plain(name): name for name in data}
    for tags in _tags(annotations):
        found = [plain.get(_plain(tag)) for tag in tags]
        if len(found) == 2 and found[0] and found[1]:
            return _with_writers(plain, (found[0], found[1]))
    pairs = [
        (name, plain[stem + other])
        for key, name in plain.items()
        for one, other in _SIDES
        if key.endswith(one)
        and (stem := key.removesuffix(one)) + other in plain
        and not stem.endswith(_WRITERS)
        and stem not in _WRITERS
    ]
    if len(pairs) != 1:
        what = "no two fields" if not pairs else "more than one pair of fields"
        raise RowError("missing_field", f"data has {what} that could be the answers compared.")
    return _with_writers(plain, pairs[0])


def _with_writers(plain: dict[str, str], answers: tuple[str, str]) -> _Pair:
    keys = [_plain(name) for name in answers]
    for one, other in _SIDES:
        if not (keys[0].endswith(one) and keys[1].endswith(other)):
            continue
        for writer in _WRITERS:
            stem = keys[0].removesuffix(one)
            for names in (
                (writer + one, writer + other),
                (keys[0] + writer, keys[1] + writer),
                (stem + writer + one, stem + writer + other),
            ):
                if names[0] in plain and names[1] in plain:
                    return _Pair(answers, (plain[names[0]], plain[names[1]]))
    return _Pair(answers, ("", ""))


def _plain(name: object) -> str:
    return re.sub(r"[^a-z0-9]", "", str(name).lower())


def _tags(annotations: list[dict[str, Any]]) -> Iterator[list[str]]:
    """The names of the two tags that each pairwise result is about."""
    for annotation in annotations:
        for result in _results(annotation):
            if result.get("type") == "pairwise":
                given = result.get("to_name")
                tags = given if isinstance(given, list) else str(given).split(",")
                yield [str(each).strip() for each in tags]


def _results(annotation: dict[str, Any]) -> list[dict[str, Any]]:
    given = annotation.get("result")
    if given is None:
        return []
    if not isinstance(given, list) or not all(isinstance(each, dict) for each in given):
        raise RowError("not_a_list", "annotations[].result is not a list of objects.")
    return given


def _votes(
    annotations: list[dict[str, Any]],
    data: Fields,
    kept: dict[str, Any],
    left_out: Counter[str],
) -> Iterator[ParsedVote]:
    for index, annotation in enumerate(annotations):
        place = f"annotations[{index}]"
        if annotation.get("was_cancelled") is True:
            left_out["cancelled"] += 1
            continue
        results = _results(annotation)
        said = _said(results, place)
        if said is None:
            left_out["no_choice"] += 1
            continue
        axes, rationale = _besides(results, place)
        strength = axes.pop("strength", None)
        if strength not in STRENGTHS:
            axes |= {} if strength is None else {"strength": strength}
            strength = None
        yield ParsedVote(
            0,
            1,
            said.choice,
            rater=_rater(annotation, data, place),
            both_bad=said.both_bad,
            strength=None if strength is None else int(strength),
            duration_ms=_duration(annotation, place),
            rationale=rationale,
            axes=axes,
            metadata=kept,
        )


def _said(results: list[dict[str, Any]], place: str) -> Said | None:
    """What the results choose; of a pairwise one and choices, the pairwise one."""
    values = [(each.get("type"), each.get("value")) for each in results]
    for kind, value in values:
        if kind == "pairwise":
            selected = value.get("selected") if isinstance(value, dict) else None
            return said_by(selected, None, f"{place}.result.value.selected")
    for kind, value in values:
        words = value.get("choices") if kind == "choices" and isinstance(value, dict) else None
        if isinstance(words, list) and len(words) == 1:
            try:
                return said_by(words[0], None, f"{place}.result.value.choices")
            except RowError:
                continue  # a question about something else
    return None


def _besides(results: list[dict[str, Any]], place: str) -> tuple[dict[str, Any], str]:
    axes: dict[str, Any] = {}
    texts: list[str] = []
    for result in results:
        value, name = result.get("value"), str(result.get("from_name") or "rating")
        if not isinstance(value, dict):
            continue
        if result.get("type") in ("rating", "number"):
            label = f"{place}.{name}"
            rating = number_of({label: value.get(result["type"])}, label)
            axes |= {} if rating is None else {name: rating}
        elif result.get("type") == "choices" and name != "tie":
            words = value.get("choices")
            if isinstance(words, list) and len(words) == 1 and isinstance(words[0], str):
                axes[name] = {"true": True, "false": False}.get(words[0], words[0])
        elif result.get("type") == "textarea":
            given = value.get("text")
            given = given if isinstance(given, list) else [given]
            texts += [text for text in given if isinstance(text, str)]
    return axes, "\n".join(texts)


def _rater(annotation: dict[str, Any], data: Fields, place: str) -> str:
    by = annotation.get("completed_by")
    if by is None:
        return name_at(data, _RATER, "data")
    if isinstance(by, dict):
        by = by.get("email") or by.get("id")
    return name_at({"completed_by": by}, "completed_by", place)


def _duration(annotation: dict[str, Any], place: str) -> int | None:
    label = f"{place}.lead_time"
    seconds = number_of({label: annotation.get("lead_time")}, label)
    return None if seconds is None or seconds < 0 else min(round(seconds * 1000), MAX_MS)


LABEL_STUDIO = Format(
    name="label-studio",
    label="Label Studio: comparisons (JSON)",
    description=(
        "The export named JSON of a project with a `Pairwise` tag: a task with its annotations. "
        "`left` is the first of the two that are compared; a tie is a choice `tie` or `both_bad`. "
        "Ratings become axes, a text area the rationale, `lead_time` the duration. Skipped tasks "
        "are left out and counted."
    ),
    parse=parse_label_studio,
    examples=(
        Example(
            (
                {
                    "id": 12,
                    "data": {
                        "prompt": "How is a joint kept dry?",
                        "answer1": "With lead.",
                        "answer2": "With hope.",
                        "model1": "m1",
                        "model2": "m2",
                    },
                    "annotations": [
                        {
                            "id": 40,
                            "completed_by": {"id": 3, "email": "w3@example.org"},
                            "was_cancelled": False,
                            "lead_time": 8.3,
                            "result": [
                                {
                                    "from_name": "comparison",
                                    "to_name": "answer1,answer2",
                                    "type": "pairwise",
                                    "value": {"selected": "left"},
                                }
                            ],
                        }
                    ],
                    "predictions": [],
                },
            )
        ),
    ),
    max_line_bytes=4 * MEBIBYTE,
    marks=(("data", "annotations"),),
)
