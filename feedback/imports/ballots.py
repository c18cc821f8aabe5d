"""Parts of imported rows on their way into the tables, and the votes in them as ballots."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from feedback.imports import ParsedRow, ParsedVote, Part
from feedback.services.prompts import text_hash

Pair = tuple[int, int]
SWAPPED = {"a": "b", "b": "a", "tie": "tie"}


@dataclass(slots=True)
class Item:
    """A part on its way into the tables: the ids of its prompt and responses, once known, and of
    the generators that the row names for these (None where it names none)."""

    row: ParsedRow
    index: int
    part: Part
    prompt: int = 0
    responses: list[int] = field(default_factory=list)
    credits: list[int | None] = field(default_factory=list)


class Ballot(NamedTuple):
    """A vote and the pair of responses, in the order of their ids, that it is about."""

    item: Item
    key: str
    vote: ParsedVote
    pair: Pair
    swapped: bool

    @property
    def choice(self) -> str:
        """What the vote says of the pair in its order."""
        return SWAPPED[self.vote.choice] if self.swapped else self.vote.choice

    @property
    def credits(self) -> tuple[int | None, int | None]:
        """The generators that the row names for the pair in its order."""
        first, second = self.item.credits[self.vote.first], self.item.credits[self.vote.second]
        return (second, first) if self.swapped else (first, second)


def ballots_of(item: Item) -> list[Ballot]:
    """The votes of an item whose responses have ids."""
    found = []
    count = len(item.part.votes)
    for index, vote in enumerate(item.part.votes):
        first, second = item.responses[vote.first], item.responses[vote.second]
        swapped = first > second
        choice = SWAPPED[vote.choice] if swapped else vote.choice
        key = reading_key(entry_key(item, index, count), vote.metadata, choice, vote.source)
        pair = (second, first) if swapped else (first, second)
        found.append(Ballot(item, key, vote, pair, swapped))
    return found


def entry_key(item: Item, index: int, count: int) -> str:
    """The row's key, or one of its own where a row brings several votes or ratings, or where the
    same row stands in its file again and counts again."""
    key = item.row.key
    if item.row.repeat:
        key = text_hash(f"{key}#{item.row.repeat}")
    if count == 1 and len(item.row.parts) == 1:
        return key
    return text_hash(f"{key}:{item.index}:{index}")


def reading_key(entry: str, metadata: Mapping[str, Any], choice: str = "", source: str = "") -> str:
    """What is the same vote again: the same row, read in the same way.

    What a mapping read of a row is known by what it left: the names of the fields that are kept as
    ``extra``. ``source`` is where in the row the vote stands, if that does not say it.
    """
    extra = metadata.get("extra")
    left = sorted(extra) if extra else []
    return text_hash(f"{entry}|{choice}|{json.dumps(left)}" + (f"|{source}" if source else ""))
