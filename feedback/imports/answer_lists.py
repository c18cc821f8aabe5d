"""Lists of answers to one prompt, with what is said of each, and the votes that scores or ranks
make."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from feedback.imports.conversations import transcript_messages
from feedback.imports.fields import (
    MAX_PAIRS,
    Fields,
    answer_text,
    check_response,
    list_of,
    name_of,
    number_of,
    prompt_messages,
)
from feedback.imports.records import (
    Choice,
    Message,
    ParsedResponse,
    ParsedVote,
    RowError,
)

PROMPTS = ("prompt", "instruction", "question")
ANSWERS = ("answers", "responses", "completions")
_TEXTS = ("answer", "response", "completion", "text", "content", "output")
_MODELS = ("model", "generator")


def one_of(fields: Fields, names: Sequence[str]) -> str:
    """The first of the names under which the row holds something. Raises ``missing_field``."""
    found = next((name for name in names if fields.get(name) is not None), None)
    if found is None:
        raise RowError("missing_field", f"Missing: {' or '.join(names)}.")
    return found


def prompt_of(fields: Fields, names: Sequence[str] = PROMPTS) -> tuple[str, list[Message]]:
    """The field of the prompt, and its messages; a transcript (Human:, Assistant:) becomes turns.

    Raises RowError as ``prompt_messages``.
    """
    name = one_of(fields, names)
    value = fields[name]
    turns = transcript_messages(value) if isinstance(value, str) else None
    return name, prompt_messages(turns or value, name)


def answers_of(
    fields: Fields, names: Sequence[str] = ANSWERS, *, least: int = 2
) -> tuple[str, list[Any], list[ParsedResponse]]:
    """The field of a list of answers, its entries, and the responses that they are.

    An entry is a text, a message, or an object with the text as ``answer``, ``response``,
    ``completion``, ``text``, ``content`` or ``output``, who wrote it as ``model`` or ``generator``,
    and perhaps an ``id``. Of entries with one text, each needs a name of its own.

    Raises RowError: ``missing_field``, ``not_a_list``, ``not_a_string``, ``too_few_responses``,
    ``too_many_responses``, ``empty_response``, ``identical_responses``, and as ``answer_text``.
    """
    name = one_of(fields, names)
    entries = list_of(fields, name)
    if len(entries) < least:
        raise RowError("too_few_responses", f"{name} holds fewer than {least} answers.")
    if len(entries) * (len(entries) - 1) > 2 * MAX_PAIRS:
        raise RowError("too_many_responses", f"{name} makes more than {MAX_PAIRS} pairs.")
    responses = [_response(entry, f"{name}[{index}]") for index, entry in enumerate(entries)]
    for response in responses:
        check_response(response)
    if len({(each.text, each.key) for each in responses}) < len(responses):
        raise RowError("identical_responses", f"Two of {name} are the same.")
    return name, entries, responses


def number_at(entry: Any, name: str, place: str) -> float | None:
    """A number in an entry; problems name its ``place``. Raises RowError ``not_a_number``."""
    value = entry.get(name) if isinstance(entry, dict) else None
    label = f"{place}.{name}"
    return number_of({label: value}, label)


def votes_by(
    values: Sequence[float | None],
    *,
    least_wins: bool,
    rater: str = "",
    metadata: Mapping[str, Any] | None = None,
) -> tuple[ParsedVote, ...]:
    """A vote for each pair of answers that both have a value; equal values are a tie.

    With scores (``least_wins`` false) a vote keeps the difference as ``margin``.
    """
    known = [(index, value) for index, value in enumerate(values) if value is not None]
    votes = []
    for place, (first, one) in enumerate(known):
        for second, other in known[place + 1 :]:
            ahead = other - one if least_wins else one - other
            choice: Choice = "tie" if ahead == 0 else "a" if ahead > 0 else "b"
            margin = {} if least_wins else {"margin": abs(ahead)}
            votes.append(
                ParsedVote(
                    first, second, choice, rater=rater, metadata={**(metadata or {}), **margin}
                )
            )
    return tuple(votes)


def _response(entry: Any, place: str) -> ParsedResponse:
    if isinstance(entry, (str, list)):
        return ParsedResponse(answer_text(entry, place))
    if not isinstance(entry, dict):
        raise RowError("not_a_string", f"{place} is neither a text nor an object.")
    if "role" in entry or "from" in entry:
        return ParsedResponse(answer_text(entry, place))
    name = next((each for each in _TEXTS if entry.get(each) is not None), None)
    if name is None:
        raise RowError("missing_field", f"{place} has no text: none of {', '.join(_TEXTS)}.")
    model = next((each for each in _MODELS if entry.get(each) is not None), _MODELS[0])
    return ParsedResponse(
        answer_text(entry[name], f"{place}.{name}"),
        name_at(entry, model, place),
        name_at(entry, "id", place),
    )


def name_at(entry: Fields, name: str, place: str) -> str:
    """An optional name in an entry; problems name its ``place``. Raises as ``name_of``."""
    label = f"{place}.{name}"
    return name_of({label: entry.get(name)}, label)
