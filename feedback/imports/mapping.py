"""Files of any shape: a mapping says which field plays which role.

A mapping is an object of roles and field names, for instance

    {"prompt": "question", "response_a": "left", "response_b": "right",
     "choice": "winner", "choices": {"left": "a", "right": "b", "none": "tie"}, "rater": "who"}

``prompt`` may also be a text with fields in braces: ``"Which is better?\\n\\n{title}"``. Responses
are given as text or by the names (``…_id``) under which an earlier file brought them. A row is one
vote, unless ``votes`` names a field with a list of objects: then each of these is a vote, and the
roles of a vote are looked up in it. What is mapped to no role is kept as ``extra``.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from feedback.imports.fields import (
    MAX_PAIRS,
    Fields,
    as_text,
    check_pair,
    check_response,
    integer_of,
    is_silent,
    list_of,
    name_of,
    number_of,
    prompt_messages,
    require,
    rest_of,
    text_of,
    truth_of,
)
from feedback.imports.records import (
    Choice,
    ParsedRating,
    ParsedResponse,
    ParsedRow,
    ParsedVote,
    Part,
    RowError,
)

PAIRS = {"response": ("response_a", "response_b"), "chosen": ("chosen", "rejected")}
ROW_ROLES = (
    "prompt",
    "response",
    "response_id",
    "generator",
    "response_a",
    "response_b",
    "response_a_id",
    "response_b_id",
    "generator_a",
    "generator_b",
    "chosen",
    "rejected",
    "chosen_id",
    "rejected_id",
    "label",
    "votes",
)
VOTE_ROLES = (
    "choice",
    "rater",
    "strength",
    "confidence",
    "rationale",
    "duration_ms",
    "started_at",
    "answered_at",
)
CHOICES: tuple[Choice, ...] = ("a", "b", "tie")
MAX_MS = 2**31 - 1
_FIELD = re.compile(r"\{([^{}]+)\}")


@dataclass(frozen=True, slots=True)
class FieldMapping:
    """Roles and the fields that play them; words for the choices; fields that are axes.

    ``pair`` is the two roles of a comparison, without ``_id``; None where rows are no comparisons.
    ``used`` is all fields that need not be kept as ``extra``.
    """

    roles: Mapping[str, str]
    choices: Mapping[str, Choice] = field(default_factory=dict)
    axes: tuple[str, ...] = ()
    pair: tuple[str, str] | None = None
    used: frozenset[str] = frozenset()


def read_mapping(given: object) -> FieldMapping:
    """The mapping that an object describes. Raises ValueError with what is wrong."""
    if not isinstance(given, dict) or not given:
        raise ValueError("A mapping is an object of roles and the names of fields.")
    roles = {name: value for name, value in given.items() if name not in ("choices", "axes")}
    for name, value in roles.items():
        if name not in ROW_ROLES + VOTE_ROLES:
            raise ValueError(f"There is no role {str(name)[:100]!r}.")
        if not isinstance(value, str) or not value:
            raise ValueError(f"The role {name} is not given the name of a field.")
    choices, axes = _choices(given.get("choices")), _axes(given.get("axes"))
    mapping = FieldMapping(roles, choices, axes, _pair(roles), _used(roles, axes))
    _check_roles(mapping)
    return mapping


def parse_mapped(fields: Fields, line: int, mapping: FieldMapping) -> ParsedRow:
    """The row.

    Raises RowError: ``missing_field``, ``not_a_string``, ``not_a_number``, ``not_a_boolean``,
    ``not_a_list``, ``bad_messages``, ``bad_choice``, ``bad_time``, ``too_many_votes``,
    ``name_too_long``, ``empty_prompt``, ``empty_response``, ``identical_responses``.
    """
    roles = mapping.roles
    messages = _prompt(fields, roles["prompt"]) if "prompt" in roles else None
    extra = rest_of(fields, mapping.used)
    if mapping.pair is None:
        return _single(fields, line, mapping, Part(messages, metadata={}), extra)
    first, second = (_response(fields, roles, role) for role in mapping.pair)
    check_pair(first, second)
    votes = _votes(fields, mapping, extra)
    part = Part(messages, (first, second), votes=votes)
    return ParsedRow(line, fields, (part,), silent=is_silent(first, second))


def _choices(given: object) -> dict[str, Choice]:
    if given is None:
        return {choice: choice for choice in CHOICES} | {"A": "a", "B": "b"}
    if not isinstance(given, dict) or not set(given.values()) <= set(CHOICES):
        raise ValueError('choices says for each word of the file whether it is "a", "b" or "tie".')
    return {str(word): choice for word, choice in given.items()}


def _axes(given: object) -> tuple[str, ...]:
    if given is None:
        return ()
    if not isinstance(given, list) or not all(isinstance(each, str) for each in given):
        raise ValueError("axes is a list of fields.")
    return tuple(given)


def _check_roles(mapping: FieldMapping) -> None:
    roles, pair = mapping.roles, mapping.pair
    single = pair or ("response",)
    if "prompt" not in roles and not all(f"{role}_id" in roles for role in single):
        raise ValueError("A mapping needs a prompt, or responses by their names.")
    if pair is None:
        if unused := [role for role in roles if role in (*VOTE_ROLES, "votes") and role != "rater"]:
            raise ValueError(f"The role {unused[0]} needs two responses.")
        return
    for role in ("response", "response_id", "generator", "label"):
        if role in roles:
            raise ValueError(f"The role {role} is for rows with one response.")
    for role in pair:
        if role not in roles and f"{role}_id" not in roles:
            raise ValueError(f"The role {role} is missing.")
    if (pair == PAIRS["response"]) != ("choice" in roles):
        raise ValueError("response_a and response_b need a choice; chosen and rejected have none.")


def _pair(roles: Mapping[str, str]) -> tuple[str, str] | None:
    for first, second in PAIRS.values():
        if first in roles or f"{first}_id" in roles:
            return first, second
    return None


def _used(roles: Mapping[str, str], axes: tuple[str, ...]) -> frozenset[str]:
    """Fields that play a role. Those of the prompt's template are kept besides."""
    used = {name for role, name in roles.items() if role != "prompt"}
    if "prompt" in roles and not _FIELD.search(roles["prompt"]):
        used.add(roles["prompt"])
    return frozenset(used | set(axes))


def _prompt(fields: Fields, name: str) -> Any:
    if not _FIELD.search(name):
        require(fields, name)
        return prompt_messages(fields[name], name)
    text = _FIELD.sub(lambda match: text_of(fields, match[1]), name)
    return prompt_messages(text)


def _response(fields: Fields, roles: Mapping[str, str], role: str) -> ParsedResponse:
    text = text_of(fields, roles[role]) if role in roles else None
    key = ""
    if (named := f"{role}_id") in roles:
        require(fields, roles[named])
        key = name_of(fields, roles[named])
        if not key and text is None:
            raise RowError("missing_field", f"Missing: {roles[named]}.")
    sides = {
        "response_a": "generator_a",
        "chosen": "generator_a",
        "response_b": "generator_b",
        "rejected": "generator_b",
    }
    generator = sides.get(role, "generator")
    return ParsedResponse(
        text, name_of(fields, roles[generator]) if generator in roles else "", key
    )


def _single(
    fields: Fields, line: int, mapping: FieldMapping, part: Part, extra: dict[str, Any]
) -> ParsedRow:
    """A prompt with at most one response, and its rating where it has one."""
    roles, responses, ratings = mapping.roles, [], []
    axes: dict[str, Any] = {
        name: score for name in mapping.axes if (score := number_of(fields, name)) is not None
    }
    if "label" in roles:
        axes["label"] = truth_of(fields, roles["label"])
    metadata = dict(extra)
    if "response" in roles or "response_id" in roles:
        response = _response(fields, roles, "response")
        check_response(response)
        responses.append(response)
        if axes:
            rater = name_of(fields, roles["rater"]) if "rater" in roles else ""
            kept = {"extra": extra} if extra else {}
            ratings.append(ParsedRating(0, axes, rater=rater, metadata=kept))
            metadata = {}
    found = Part(part.messages, tuple(responses), ratings=tuple(ratings), metadata=metadata)
    return ParsedRow(line, fields, (found,), silent=is_silent(*responses))


def _votes(fields: Fields, mapping: FieldMapping, extra: dict[str, Any]) -> tuple[ParsedVote, ...]:
    if "votes" not in mapping.roles:
        return (_vote(fields, mapping, extra),)
    given = list_of(fields, mapping.roles["votes"])
    if len(given) > MAX_PAIRS:
        raise RowError("too_many_votes", f"The row has more than {MAX_PAIRS} votes.")
    if not all(isinstance(vote, dict) for vote in given):
        raise RowError("not_an_object", "A vote is not an object.")
    return tuple(_vote(vote, mapping, extra | rest_of(vote, mapping.used)) for vote in given)


def _vote(fields: Fields, mapping: FieldMapping, extra: dict[str, Any]) -> ParsedVote:
    roles = mapping.roles
    found = {role: roles[role] for role in VOTE_ROLES if role in roles}
    times: dict[str, Any] = {
        role: fields[found[role]]
        for role in ("started_at", "answered_at")
        if role in found and fields.get(found[role]) is not None
    }
    duration = _duration(times)
    if "duration_ms" in found:
        duration = integer_of(fields, found["duration_ms"], most=MAX_MS)
    rationale = fields.get(found["rationale"]) if "rationale" in found else None
    return ParsedVote(
        0,
        1,
        _choice(fields, mapping),
        rater=name_of(fields, found["rater"]) if "rater" in found else "",
        strength=integer_of(fields, found["strength"], most=100) if "strength" in found else None,
        confidence=number_of(fields, found["confidence"]) if "confidence" in found else None,
        duration_ms=duration,
        rationale="" if rationale is None else as_text(rationale, found["rationale"]),
        axes={name: fields[name] for name in mapping.axes if fields.get(name) is not None},
        metadata=times | ({"extra": extra} if extra else {}),
    )


def _choice(fields: Fields, mapping: FieldMapping) -> Choice:
    if "choice" not in mapping.roles:
        return "a"
    name = mapping.roles["choice"]
    require(fields, name)
    word = fields[name]
    choice = mapping.choices.get(str(word)) if isinstance(word, (str, int, float)) else None
    if choice is None:
        raise RowError("bad_choice", f"{name} is {str(word)[:100]!r}, which is no choice.")
    return choice


def _duration(times: Mapping[str, object]) -> int | None:
    """Milliseconds between the two times, where both are known."""
    moments = [
        _moment(times[role], role) for role in ("started_at", "answered_at") if role in times
    ]
    if len(moments) < 2:
        return None
    try:
        passed = round((moments[1] - moments[0]).total_seconds() * 1000)
    except TypeError as error:
        raise RowError("bad_time", "One time has a time zone, the other has none.") from error
    if not 0 <= passed <= MAX_MS:
        raise RowError("bad_time", "The answer lies before its start, or weeks after it.")
    return passed


def _moment(value: object, name: str) -> datetime.datetime:
    """A time in ISO 8601, or in seconds since 1970."""
    try:
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return datetime.datetime.fromtimestamp(value, tz=datetime.UTC)
        return datetime.datetime.fromisoformat(as_text(value, name))
    except (ValueError, OverflowError, OSError) as error:
        raise RowError("bad_time", f"{name} is not a time.") from error
