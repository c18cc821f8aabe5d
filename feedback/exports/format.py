"""What a format of exported files is: its name and description, its columns, what makes a row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from feedback.choices import Option
from feedback.exports.containers import Shape
from feedback.exports.format_options import AGGREGATION
from feedback.exports.records import Judgement, Row

Subject = Literal["votes", "unpaired", "rankings", "ratings", "trees", "scored"]


@dataclass(frozen=True)
class Format:
    """What a format holds.

    ``description`` is Markdown, for pages and the guide. ``subject`` is what its rows are made
    from. ``decisive`` formats have no place for a tie unless a column is added for it (the option
    ``ties``). ``nested_only`` ones are written as JSON or JSON lines alone, and ``detailed`` ones
    say more of votes and responses than who won.
    """

    name: str
    label: str
    description: str
    columns: Mapping[str, Shape]
    example: Row
    row: Callable[[Judgement], Row] | None = None
    subject: Subject = "votes"
    decisive: bool = True
    nested_only: bool = False
    detailed: bool = False
    options: tuple[Option, ...] = (AGGREGATION,)

    def has(self, option: str) -> bool:
        """Whether it takes an option of this name, besides those that all formats take."""
        return any(each.name == option for each in self.options)
