"""Responses that imported rows name instead of quoting: those that earlier files brought."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from feedback.imports import BadLine, ParsedRow, Part
from feedback.models import Response
from feedback.services.prompts import messages_hash


class KnownResponse(NamedTuple):
    """A stored response that has a name, the generator that it came with, and its prompt's id and
    origin."""

    pk: int
    generator: int
    prompt: int
    digest: str
    origin: str


def named_responses(project_id: int, rows: Iterable[ParsedRow]) -> dict[str, list[KnownResponse]]:
    """What is stored under the names that the rows use instead of texts."""
    names = {
        response.key
        for row in rows
        for part in row.parts
        for response in part.responses
        if response.text is None
    }
    found: dict[str, list[KnownResponse]] = {name: [] for name in names}
    if names:
        rows_of = Response.objects.filter(prompt__project=project_id, external_id__in=names)
        fields = (
            "external_id",
            "pk",
            "generator_id",
            "prompt_id",
            "content_hash",
            "prompt__origin",
        )
        for name, *known in rows_of.values_list(*fields):
            found[name].append(KnownResponse(*known))
    return found


def follow_names(part: Part, named: Mapping[str, list[KnownResponse]]) -> list[KnownResponse]:
    """The named responses of a part, in its order.

    Raises LookupError, with a code and a sentence, when a name is not known, or not of one prompt.
    """
    names = [response.key for response in part.responses if response.text is None]
    if not names:
        return []
    origin = None if part.messages is None else messages_hash(part.messages)
    common: set[int] | None = None
    for name in names:
        prompts = {each.prompt for each in named[name] if origin in (None, each.origin)}
        if not prompts:
            raise LookupError(
                "unknown_response", f"No response is named {name!r}: import it first."
            )
        common = prompts if common is None else common & prompts
    if not common:
        raise LookupError("different_prompts", "The two responses belong to different prompts.")
    found = [[each for each in named[name] if each.prompt in common] for name in names]
    if len(common) > 1 or any(len(each) > 1 for each in found):
        raise LookupError("ambiguous_response", "The names stand for more than one response each.")
    return [each[0] for each in found]


def refusal_of(row: ParsedRow, named: Mapping[str, list[KnownResponse]]) -> BadLine | None:
    """Why the names that a row uses cannot be followed; None where they can."""
    try:
        for part in row.parts:
            follow_names(part, named)
    except LookupError as error:
        return BadLine(row.line, *error.args)
    return None
