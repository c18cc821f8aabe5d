"""Argilla 2 records, as ``to_list``, ``to_json`` and ``to_datasets`` write them.

Nested: ``{id, fields{}, metadata{}, suggestions{}, responses{question: [{value, user_id}]}}``.
Flat: the fields, and for each question ``question.responses[]``, ``.responses.users[]`` and
``.responses.status[]``. Of each user, the first question that ranks or chooses between the answers
makes the votes; numbers of other questions become axes, texts the rationale. Where there is one
answer only, numbers become its rating. Drafts, discarded responses and suggestions are left out and
counted. Of a record that one user answered, ``rater`` and ``duration_ms`` of the metadata, as our
own exports have them, say who that was and how long it took.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

from feedback.imports.answer_lists import name_at
from feedback.imports.choices import STRENGTHS, Said, said_by
from feedback.imports.durations import MAX_MS
from feedback.imports.fields import (
    Fields,
    answer_text,
    check_response,
    integer_of,
    is_silent,
    list_of,
    mapping_of,
    name_of,
    prompt_messages,
    rest_of,
)
from feedback.imports.format import Example, Format
from feedback.imports.lines import MEBIBYTE
from feedback.imports.records import (
    ParsedRating,
    ParsedResponse,
    ParsedRow,
    ParsedVote,
    Part,
    RowError,
)

PROMPTS = ("prompt", "instruction", "question", "query", "input", "chat", "context")
_ANSWER = re.compile(r"(response|reply|completion|output|answer|generation|chosen|rejected)\w*")
_RESPONSES = ".responses"
_TAKEN = {"id", "_server_id", "status", "fields", "metadata", "suggestions", "responses", "vectors"}
_SUBMITTED = ("submitted", None)
MOST_ANSWERS = 20


class _Said(NamedTuple):
    question: str
    user: str
    value: Any


def parse_argilla(fields: Fields, line: int) -> ParsedRow:
    """The record.

    Raises RowError: ``missing_field``, ``not_an_object``, ``not_a_list``, ``wrong_count``,
    ``bad_choice`` (a ranking of what is no answer), ``no_votes``, ``too_many_responses``,
    ``name_too_long``, ``not_a_string``, ``bad_messages``, ``tool_calls``, ``not_a_text``,
    ``empty_prompt``, ``empty_response``, ``identical_responses``.
    """
    shown, said, left_out = _read(fields)
    metadata = mapping_of(fields, "metadata") if fields.get("metadata") is not None else {}
    asked = next((name for name in PROMPTS if shown.get(name) is not None), None)
    if asked is None:
        raise RowError("missing_field", f"Missing: a field {', '.join(PROMPTS[:-1])} or context.")
    messages = prompt_messages(shown[asked], asked)
    names = [
        name
        for name, value in shown.items()
        if name != asked and _ANSWER.match(name.lower()) and isinstance(value, (str, list))
    ]
    if not names:
        raise RowError("missing_field", "Missing: fields with answers, such as response_a.")
    if len(names) > MOST_ANSWERS:
        raise RowError("too_many_responses", f"The record has more than {MOST_ANSWERS} answers.")
    responses = tuple(
        ParsedResponse(answer_text(shown[name], name, messages), _model(name, shown, metadata))
        for name in names
    )
    for response in responses:
        check_response(response)
    if len({response.text for response in responses}) < len(responses):
        raise RowError("identical_responses", "Two answers are the same.")
    extra = _kept(fields, shown, asked, names, metadata)
    part = _part(messages, names, responses, said, extra, metadata)
    return ParsedRow(line, fields, (part,), silent=is_silent(*responses), left_out=dict(left_out))


def _read(fields: Fields) -> tuple[Fields, list[_Said], Counter[str]]:
    """What was shown, what was said of it, and how much of that is left out."""
    left_out: Counter[str] = Counter()
    if fields.get("fields") is not None:
        questions = mapping_of(fields, "responses") if fields.get("responses") is not None else {}
        said = list(_nested(questions, left_out))
        suggestions = fields.get("suggestions")
        left_out["suggestions"] += len(suggestions) if isinstance(suggestions, (dict, list)) else 0
        return mapping_of(fields, "fields"), said, +left_out
    said = list(_flat(fields, left_out))
    left_out["suggestions"] += sum(
        name.endswith(".suggestion") and value is not None for name, value in fields.items()
    )
    return {name: value for name, value in fields.items() if "." not in name}, said, +left_out


def _nested(questions: dict[str, Any], left_out: Counter[str]) -> Iterator[_Said]:
    for question, given in questions.items():
        label = f"responses.{question}"
        if given is None:
            continue
        for index, each in enumerate(list_of({label: given}, label)):
            if not isinstance(each, dict) or "value" not in each:
                raise RowError("not_an_object", f"{label}[{index}] is no object with a value.")
            if each.get("status") not in _SUBMITTED:
                left_out["not_submitted"] += 1
            elif each["value"] is not None:
                user = name_at(each, "user_id", f"{label}[{index}]")
                yield _Said(question, user, each["value"])


def _flat(fields: Fields, left_out: Counter[str]) -> Iterator[_Said]:
    for name in fields:
        if not name.endswith(_RESPONSES) or fields[name] is None:
            continue
        values = list_of(fields, name)
        users = _beside(fields, f"{name}.users", len(values))
        states = _beside(fields, f"{name}.status", len(values))
        for index, (value, user, state) in enumerate(zip(values, users, states, strict=True)):
            if state not in _SUBMITTED:
                left_out["not_submitted"] += 1
            elif value is not None:
                label = f"{name}.users[{index}]"
                yield _Said(name.removesuffix(_RESPONSES), name_of({label: user}, label), value)


def _beside(fields: Fields, name: str, length: int) -> list[Any]:
    if fields.get(name) is None:
        return [None] * length
    found = list_of(fields, name)
    if len(found) != length:
        raise RowError("wrong_count", f"{name} is not as long as the responses.")
    return found


def _kept(
    fields: Fields, shown: Fields, asked: str, names: list[str], metadata: dict[str, Any]
) -> dict[str, Any]:
    """What else the record says; of an own export, whose answers they are is said otherwise."""
    writers = {f"{name}{end}" for name in names for end in ("_model", "_generator")}
    taken = {asked, *names, *writers, *_TAKEN, "rater", "duration_ms"}
    extra = rest_of(shown, taken) | rest_of(metadata, taken)
    if fields.get("id") is not None:
        extra["record"] = fields["id"]
    return extra


def _model(name: str, shown: Fields, metadata: dict[str, Any]) -> str:
    for place in (metadata, shown):
        for key in (f"{name}_model", f"{name}_generator"):
            if place.get(key) is not None:
                return name_of(place, key)
    return ""


def _part(
    messages: Any,
    names: list[str],
    responses: tuple[ParsedResponse, ...],
    said: list[_Said],
    extra: dict[str, Any],
    own: Fields,
) -> Part:
    by_user: dict[str, list[_Said]] = {}
    for each in said:
        by_user.setdefault(each.user, []).append(each)
    duration = None
    if len(by_user) == 1 and (rater := name_of(own, "rater")):
        by_user = {rater: said}
        duration = integer_of(own, "duration_ms", most=MAX_MS)
    kept = {"extra": extra} if extra else {}
    if len(responses) == 1:
        ratings = tuple(
            ParsedRating(0, axes, rater=user, metadata=kept)
            for user, answers in by_user.items()
            if (axes := _besides(answers, set())[0])
        )
        return Part(messages, responses, ratings=ratings, metadata={} if ratings else extra)
    votes = [
        vote for user in by_user for vote in _votes(user, by_user[user], names, kept, duration)
    ]
    if by_user and not votes:
        raise RowError("no_votes", "No question ranks or chooses between the answers.")
    return Part(messages, responses, votes=tuple(votes), metadata={} if votes else extra)


def _votes(
    user: str, said: list[_Said], names: list[str], kept: dict[str, Any], duration: int | None
) -> Iterator[ParsedVote]:
    for each in said:
        found = _comparisons(each, names)
        if not found:
            continue
        axes, rationale = _besides(said, {each.question})
        strength = axes.pop("strength", None)
        if strength not in STRENGTHS or isinstance(strength, bool):
            axes |= {} if strength is None else {"strength": strength}
            strength = None
        for first, second, outcome in found:
            yield ParsedVote(
                first,
                second,
                outcome.choice,
                rater=user,
                both_bad=outcome.both_bad,
                strength=None if strength is None else int(strength),
                duration_ms=duration,
                axes=axes,
                rationale=rationale,
                metadata=kept,
            )
        return


def _comparisons(said: _Said, names: list[str]) -> list[tuple[int, int, Said]]:
    """Pairs of answers and what is said of each; none where the question is about else."""
    places = {_plain(name): index for index, name in enumerate(names)}
    if isinstance(said.value, list):
        return _of_ranking(said, places)
    if not isinstance(said.value, str):
        return []
    best = places.get(_plain(said.value))
    if best is not None:
        return [(best, other, Said("a")) for other in range(len(names)) if other != best]
    if len(names) != 2:
        return []
    try:
        return [(0, 1, said_by(said.value, None, said.question))]
    except RowError:
        return []  # a text, or a label about something else


def _of_ranking(said: _Said, places: dict[str, int]) -> list[tuple[int, int, Said]]:
    ranks: list[tuple[int, float]] = []
    for rank, each in enumerate(said.value):
        name, given = each, None
        if isinstance(each, dict):
            name, given = each.get("value"), each.get("rank")
        place = places.get(_plain(name)) if isinstance(name, str) else None
        if place is None:
            if ranks:
                raise RowError("bad_choice", f"{said.question} ranks {name!r:.60}, no answer.")
            return []  # several labels, not a ranking
        if given is not None and (isinstance(given, bool) or not isinstance(given, (int, float))):
            raise RowError("bad_choice", f"{said.question} has a rank that is no number.")
        ranks.append((place, rank if given is None else given))
    if len({place for place, _ in ranks}) < len(ranks):
        raise RowError("bad_choice", f"{said.question} ranks an answer twice.")
    return [
        (one, other, Said("tie" if rank == than else "a" if rank < than else "b"))
        for index, (one, rank) in enumerate(ranks)
        for other, than in ranks[index + 1 :]
    ]


def _besides(said: list[_Said], taken: set[str]) -> tuple[dict[str, Any], str]:
    """Numbers of other questions as axes, their texts as the rationale."""
    axes: dict[str, Any] = {}
    texts = []
    for question, _, value in said:
        if question in taken:
            continue
        if isinstance(value, (int, float)):
            axes[question] = value
        elif isinstance(value, str):
            texts.append(value)
    return axes, "\n".join(texts)


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


ARGILLA = Format(
    name="argilla",
    label="Argilla 2 records",
    description=(
        "Records as Argilla 2 exports them, nested or flat. A ranking, or a label that names an "
        "answer, `tie` or `both_bad`, makes the votes of each user; numbers of other questions "
        "become axes, texts the rationale. Drafts, discarded responses and suggestions are left "
        "out and counted."
    ),
    parse=parse_argilla,
    examples=(
        Example(
            (
                {
                    "id": "r1",
                    "fields": {
                        "prompt": "What keeps a wall dry?",
                        "response_a": "Wide eaves.",
                        "response_b": "Paint, perhaps.",
                    },
                    "metadata": {"response_a_model": "m1", "response_b_model": "m2"},
                    "suggestions": {},
                    "responses": {
                        "preference": [{"value": ["response_a", "response_b"], "user_id": "u1"}],
                        "clarity": [{"value": 4, "user_id": "u1"}],
                    },
                    "status": "completed",
                },
            )
        ),
    ),
    max_line_bytes=4 * MEBIBYTE,
    marks=(("fields", "responses"), ("_server_id",)),
)
