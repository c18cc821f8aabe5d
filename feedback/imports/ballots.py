"""Parts of imported rows on their way into the tables, and the votes in them as ballots."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from feedback.imports import ParsedRow, ParsedVote, Part
from feedback.services.prompts import text_hash

Pair = tuple[int, int]


@dataclass(slots=True)
class Item:
    """A part on its way into the tables: the ids of its prompt and responses, once known."""

    row: ParsedRow
    index: int
    part: Part
    prompt: int = 0
    responses: list[int] = field(default_factory=list)


class Ballot(NamedTuple):
    """A vote and the pair of responses, in the order of their ids, that it is about."""

    item: Item
    key: str
    vote: ParsedVote
    pair: Pair
    swapped: bool


def ballots_of(item: Item) -> list[Ballot]:
    """The votes of an item whose responses have ids."""
    found = []
    for index, vote in enumerate(item.part.votes):
        first, second = item.responses[vote.first], item.responses[vote.second]
        pair = (min(first, second), max(first, second))
        key = entry_key(item, index, len(item.part.votes))
        found.append(Ballot(item, key, vote, pair, swapped=first > second))
    return found


def entry_key(item: Item, index: int, count: int) -> str:
    """The row's key, or one of its own where a row brings several votes or ratings."""
    if count == 1 and len(item.row.parts) == 1:
        return item.row.key
    return text_hash(f"{item.row.key}:{item.index}:{index}")
