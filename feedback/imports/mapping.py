"""Files of any shape: a mapping says which field plays which role.

A mapping is an object of roles and field names, for instance

    {"prompt": "question", "response_a": "left", "response_b": "right",
     "choice": "winner", "choices": {"left": "a", "right": "b", "none": "tie"}, "rater": "who"}

``prompt`` may also be a text with fields in braces: ``"Which is better?\\n\\n{title}"``. Responses
are given as text, as messages, or by the names (``…_id``) under which an earlier file brought them;
without a prompt, two conversations have the turns as prompt that both begin with. Fields may be
places inside others: ``answers[0].text``.

A row is one vote, unless ``votes`` names a field with a list of objects: then each of these is a
vote, and the roles of a vote are looked up in it; or ``raters`` lists columns that hold a choice
each. What is mapped to no role is kept as ``extra``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from feedback.imports.choices import (
    BOTH_BAD,
    CHOICES,
    STRENGTHS,
    Said,
    is_empty,
    one_hot,
    read_words,
    said_by,
)
from feedback.imports.conversations import parted
from feedback.imports.durations import MAX_MS, duration_between
from feedback.imports.fields import (
    MAX_PAIRS,
    Fields,
    answer_text,
    as_text,
    axis_of,
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
from feedback.imports.paths import Steps, steps_of, value_at, without
from feedback.imports.records import (
    Message,
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
OTHER_ROLES = ("choices", "axes", "raters")
ROLES = (*ROW_ROLES, *VOTE_ROLES, *OTHER_ROLES)
MOST_COLUMNS = 200
_FIELD = re.compile(r"\{([^{}]+)\}")


@dataclass(frozen=True, slots=True)
class FieldMapping:
    """Roles and the fields that play them; words for the choices; fields that are axes.

    ``pair`` is the two roles of a comparison, without ``_id``; None where rows are no comparisons.
    ``columns`` are those of a choice that has one for each outcome, ``raters`` the columns that
    hold a choice each and whose they are. ``used`` is all fields that need not be kept as
    ``extra``, ``nested`` those of them that lie inside others.
    """

    roles: Mapping[str, str]
    words: Mapping[str, str] | None = None
    axes: tuple[str, ...] = ()
    pair: tuple[str, str] | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    raters: Mapping[str, str] = field(default_factory=dict)
    used: frozenset[str] = frozenset()
    nested: Mapping[str, Steps] = field(default_factory=dict)

    @property
    def fields(self) -> list[str]:
        """Every field that the mapping names, once."""
        named = [name for role, name in self.roles.items() if role != "prompt"]
        prompt = self.roles.get("prompt", "")
        named += _FIELD.findall(prompt) or ([prompt] if prompt else [])
        return list(dict.fromkeys([*named, *self.axes, *self.columns.values(), *self.raters]))


def read_mapping(given: object) -> FieldMapping:
    """The mapping that an object describes. Raises ValueError with what is wrong."""
    if not isinstance(given, dict) or not given:
        raise ValueError("A mapping is an object of roles and the names of fields.")
    given = dict(given)
    columns = _columns(given)
    roles = {name: value for name, value in given.items() if name not in OTHER_ROLES}
    for name, value in roles.items():
        if name not in ROW_ROLES + VOTE_ROLES:
            raise ValueError(f"There is no role {str(name)[:100]!r}.")
        if not isinstance(value, str) or not value:
            raise ValueError(f"The role {name} is not given the name of a field.")
    words = None if given.get("choices") is None else read_words(given["choices"])
    axes, raters = _axes(given.get("axes")), _raters(given.get("raters"))
    mapping = FieldMapping(roles, words, axes, _pair(roles), columns, raters)
    _check_roles(mapping)
    named = mapping.fields
    nested = {name: steps for name in named if len(steps := steps_of(name)) > 1}
    return FieldMapping(roles, words, axes, mapping.pair, columns, raters, _used(mapping), nested)


def parse_mapped(fields: Fields, line: int, mapping: FieldMapping) -> ParsedRow:
    """The row.

    Raises RowError: ``missing_field``, ``not_a_string``, ``not_a_number``, ``not_a_boolean``,
    ``not_a_list``, ``bad_messages``, ``bad_choice``, ``bad_time``, ``too_many_votes``,
    ``no_votes``, ``name_too_long``, ``empty_prompt``, ``empty_response``,
    ``identical_responses``, ``different_prompts``.
    """
    roles = mapping.roles
    seen = _seen(fields, mapping)
    extra = _extra(fields, mapping)
    messages = _prompt(seen, roles["prompt"]) if "prompt" in roles else None
    if mapping.pair is None:
        return _single(seen, line, mapping, Part(messages, metadata={}), extra)
    messages, first, second = _responses(seen, mapping, messages)
    check_pair(first, second)
    votes, empty, bad = _votes(seen, mapping, extra)
    if not votes:
        problem = bad[0] if bad else ("no_votes", "The row holds no vote.")
        raise RowError(*problem)
    part = Part(messages, (first, second), votes=votes)
    return ParsedRow(
        line,
        fields,
        (part,),
        silent=is_silent(first, second),
        left_out={"votes_without_choice": empty} if empty else {},
        bad_parts=bad,
    )


def _seen(fields: Fields, mapping: FieldMapping) -> Fields:
    """The row with what lies at nested places beside its fields."""
    if not mapping.nested:
        return fields
    found = {
        name: value_at(fields, steps)
        for name, steps in mapping.nested.items()
        if name not in fields  # a field may have dots in its name
    }
    return {**fields, **found}


def _extra(fields: Fields, mapping: FieldMapping) -> dict[str, Any]:
    if mapping.nested:
        places = [steps for name, steps in mapping.nested.items() if name in mapping.used]
        fields = without(fields, places)
    return rest_of(fields, mapping.used)


def _columns(given: dict[str, Any]) -> dict[str, str]:
    """A choice with a column for each outcome, taken out of the mapping."""
    choice = given.get("choice")
    if not isinstance(choice, dict):
        return {}
    del given["choice"]
    known = {*CHOICES, BOTH_BAD}
    if not {"a", "b"} <= set(choice) <= known or not all(
        isinstance(name, str) and name for name in choice.values()
    ):
        raise ValueError(
            'choice is a field, or an object with a field each for "a", "b", "tie", "both_bad".'
        )
    return choice


def _axes(given: object) -> tuple[str, ...]:
    if given is None:
        return ()
    if not isinstance(given, list) or not all(isinstance(each, str) for each in given):
        raise ValueError("axes is a list of fields.")
    return tuple(given)


def _raters(given: object) -> dict[str, str]:
    if given is None:
        return {}
    if isinstance(given, list):
        given = {name: name for name in given if isinstance(name, str)} if given else None
    if not isinstance(given, dict) or not all(
        isinstance(name, str) and name and isinstance(rater, str) for name, rater in given.items()
    ):
        raise ValueError(
            "raters is a list of fields that hold a choice each, or an object that says whose."
        )
    if len(given) > MOST_COLUMNS:
        raise ValueError(f"raters has more than {MOST_COLUMNS} fields.")
    return given


def _check_roles(mapping: FieldMapping) -> None:
    roles, pair = mapping.roles, mapping.pair
    if pair is None:
        if "prompt" not in roles and "response_id" not in roles:
            raise ValueError("A mapping needs a prompt, or responses by their names.")
        unused = [role for role in roles if role in (*VOTE_ROLES, "votes") and role != "rater"]
        unused += ["raters"] if mapping.raters else []
        unused += ["choice"] if mapping.columns else []
        if unused:
            raise ValueError(f"The role {unused[0]} needs two responses.")
        return
    for role in ("response", "response_id", "generator", "label"):
        if role in roles:
            raise ValueError(f"The role {role} is for rows with one response.")
    for role in pair:
        if role not in roles and f"{role}_id" not in roles:
            raise ValueError(f"The role {role} is missing.")
    _check_choice(mapping)


def _check_choice(mapping: FieldMapping) -> None:
    roles = mapping.roles
    ways = sum([bool(mapping.columns), bool(mapping.raters), "choice" in roles])
    if mapping.pair != PAIRS["response"]:
        if ways:
            raise ValueError("chosen and rejected have no choice: the roles say who won.")
        return
    if ways == 0:
        raise ValueError("response_a and response_b need a choice, or columns of raters.")
    if ways > 1:
        raise ValueError("A mapping has one choice, or columns of raters, not both.")
    if mapping.raters and any(role in roles for role in ("votes", *VOTE_ROLES)):
        raise ValueError("Columns of raters hold choices alone: no other role of a vote.")


def _pair(roles: Mapping[str, str]) -> tuple[str, str] | None:
    for first, second in PAIRS.values():
        if first in roles or f"{first}_id" in roles:
            return first, second
    return None


def _used(mapping: FieldMapping) -> frozenset[str]:
    """Fields that play a role. Those of the prompt's template are kept besides."""
    used = set(mapping.fields)
    prompt = mapping.roles.get("prompt", "")
    others = {name for role, name in mapping.roles.items() if role != "prompt"}
    others |= {*mapping.axes, *mapping.columns.values(), *mapping.raters}
    return frozenset(used - (set(_FIELD.findall(prompt)) - others))


def _prompt(fields: Fields, name: str) -> list[Message]:
    if not _FIELD.search(name):
        require(fields, name)
        return prompt_messages(fields[name], name)
    text = _FIELD.sub(lambda match: text_of(fields, match[1]), name)
    return prompt_messages(text)


def _responses(
    fields: Fields, mapping: FieldMapping, messages: list[Message] | None
) -> tuple[list[Message] | None, ParsedResponse, ParsedResponse]:
    assert mapping.pair is not None
    one, other = mapping.pair
    given = [fields.get(mapping.roles.get(role, "")) for role in (one, other)]
    if messages is None and all(isinstance(each, list) for each in given):
        messages, *texts = parted(cast(Any, given[0]), cast(Any, given[1]))
        found = [
            ParsedResponse(
                text, _generator(fields, mapping.roles, role), _key(fields, mapping.roles, role)
            )
            for text, role in zip(texts, mapping.pair, strict=True)
        ]
        return messages, found[0], found[1]
    if messages is None and not all(f"{role}_id" in mapping.roles for role in mapping.pair):
        raise RowError(
            "missing_field", "No role says what was asked, and the responses are no conversations."
        )
    first, second = (_response(fields, mapping.roles, role, messages) for role in mapping.pair)
    return messages, first, second


def _response(
    fields: Fields, roles: Mapping[str, str], role: str, messages: list[Message] | None
) -> ParsedResponse:
    text = None
    if role in roles:
        require(fields, roles[role])
        text = answer_text(fields[roles[role]], roles[role], messages)
    key = _key(fields, roles, role)
    if not key and text is None:
        raise RowError("missing_field", f"Missing: {roles[f'{role}_id']}.")
    return ParsedResponse(text, _generator(fields, roles, role), key)


def _key(fields: Fields, roles: Mapping[str, str], role: str) -> str:
    if (named := f"{role}_id") not in roles:
        return ""
    require(fields, roles[named])
    return name_of(fields, roles[named])


def _generator(fields: Fields, roles: Mapping[str, str], role: str) -> str:
    sides = {
        "response_a": "generator_a",
        "chosen": "generator_a",
        "response_b": "generator_b",
        "rejected": "generator_b",
    }
    generator = sides.get(role, "generator")
    return name_of(fields, roles[generator]) if generator in roles else ""


def _single(
    fields: Fields, line: int, mapping: FieldMapping, part: Part, extra: dict[str, Any]
) -> ParsedRow:
    """A prompt with at most one response, and its rating where it has one."""
    roles, responses, ratings = mapping.roles, [], []
    axes: dict[str, Any] = {
        name: score for name in mapping.axes if (score := axis_of(fields, name)) is not None
    }
    if "label" in roles:
        axes["label"] = truth_of(fields, roles["label"])
    metadata = dict(extra)
    if "response" in roles or "response_id" in roles:
        response = _response(fields, roles, "response", part.messages)
        check_response(response)
        responses.append(response)
        if axes:
            rater = name_of(fields, roles["rater"]) if "rater" in roles else ""
            kept = {"extra": extra} if extra else {}
            ratings.append(ParsedRating(0, axes, rater=rater, metadata=kept))
            metadata = {}
    found = Part(part.messages, tuple(responses), ratings=tuple(ratings), metadata=metadata)
    return ParsedRow(line, fields, (found,), silent=is_silent(*responses))


def _votes(
    fields: Fields, mapping: FieldMapping, extra: dict[str, Any]
) -> tuple[tuple[ParsedVote, ...], int, tuple[tuple[str, str], ...]]:
    """The votes of a row, how many are empty, and what is wrong with the bad ones."""
    found: list[ParsedVote] = []
    bad: list[tuple[str, str]] = []
    empty = 0
    for each in _ballots(fields, mapping, extra):
        try:
            vote = _vote(*each, mapping)
        except RowError as error:
            if "votes" not in mapping.roles and not mapping.raters:
                raise
            bad.append((error.problem, error.message))
            continue
        if vote is None:
            empty += 1
        else:
            found.append(vote)
    return tuple(found), empty, tuple(bad)


def _ballots(
    fields: Fields, mapping: FieldMapping, extra: dict[str, Any]
) -> Iterator[tuple[Fields, dict[str, Any], str]]:
    """What each vote is read from, what is kept with it, and the column of a rater."""
    if mapping.raters:
        for name in mapping.raters:
            yield fields, extra, name
        return
    if "votes" not in mapping.roles:
        yield fields, extra, ""
        return
    given = list_of(fields, mapping.roles["votes"])
    if len(given) > MAX_PAIRS:
        raise RowError("too_many_votes", f"The row has more than {MAX_PAIRS} votes.")
    for vote in given:
        if not isinstance(vote, dict):
            raise RowError("not_an_object", "A vote is not an object.")
        yield _seen(vote, mapping), extra | _extra(vote, mapping), ""


def _vote(
    fields: Fields, extra: dict[str, Any], column: str, mapping: FieldMapping
) -> ParsedVote | None:
    """The vote; None where nobody said anything."""
    roles = mapping.roles
    said = _said(fields, column, mapping)
    if said is None:
        return None
    found = {role: roles[role] for role in VOTE_ROLES if role in roles}
    times: dict[str, Any] = {
        role: fields[found[role]]
        for role in ("started_at", "answered_at")
        if role in found and not is_empty(fields.get(found[role]))
    }
    duration = duration_between(times)
    if "duration_ms" in found:
        duration = integer_of(fields, found["duration_ms"], most=MAX_MS)
    rationale = fields.get(found["rationale"]) if "rationale" in found else None
    strength, kept = _strength(fields, found, said)
    rater = name_of(fields, found["rater"]) if "rater" in found else ""
    return ParsedVote(
        0,
        1,
        said.choice,
        rater=mapping.raters[column] if column else rater,
        both_bad=said.both_bad,
        strength=strength,
        confidence=number_of(fields, found["confidence"]) if "confidence" in found else None,
        duration_ms=duration,
        rationale="" if rationale is None else as_text(rationale, found["rationale"]),
        axes={name: fields[name] for name in mapping.axes if not is_empty(fields.get(name))},
        metadata=times | kept | ({"extra": extra} if extra else {}),
        source=_source(column, mapping),
    )


def _source(column: str, mapping: FieldMapping) -> str:
    """Where a vote stands, if what is left of the row does not say it."""
    if column:
        return column
    choice = mapping.roles.get("choice", "")
    return choice if choice in mapping.nested else ""


def _strength(
    fields: Fields, found: Mapping[str, str], said: Said
) -> tuple[int | None, dict[str, Any]]:
    """From 1 to 4; what goes beyond that, and words of a choice that say more, are kept."""
    kept: dict[str, Any] = {"word": said.word} if said.word else {}
    if "strength" not in found:
        return said.strength, kept
    strength = integer_of(fields, found["strength"], most=100)
    if strength is None or strength in STRENGTHS:
        return strength, kept
    return None, kept | {"strength": strength}


def _said(fields: Fields, column: str, mapping: FieldMapping) -> Said | None:
    if mapping.columns:
        said = one_hot(fields, mapping.columns)
        if said is None and "votes" not in mapping.roles:
            raise RowError("missing_field", f"Missing: {', '.join(mapping.columns.values())}.")
        return said
    name = column or mapping.roles.get("choice")
    if name is None:
        return Said("a")
    if is_empty(fields.get(name)):
        if column or "votes" in mapping.roles:
            return None
        raise RowError("missing_field", f"Missing: {name}.")
    return said_by(fields[name], mapping.words, name)
