"""How a document is to be split."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

Unit = Literal["tokens", "characters", "paragraphs", "headings"]
UNITS: tuple[str, ...] = get_args(Unit)
# The least of each unit that makes a leaf.
LEAST = {"tokens": 20, "characters": 100, "paragraphs": 1, "headings": 1}


@dataclass(frozen=True)
class Splitting:
    """Options of splitting; what is None is as the project's settings have it.

    ``by`` is the unit of ``size``, the most that a leaf holds: tokens, characters, paragraphs, or
    sections under headings. A leaf by paragraphs or headings is also cut where it has more tokens
    than the project's leaves. ``overlap`` is how many tokens before its own beginning a leaf
    repeats at most, in whole sentences. ``fan_out`` bounds the children of a node and
    ``max_levels`` the levels of the tree, leaves included.
    """

    by: Unit = "tokens"
    size: int | None = None
    overlap: int = 0
    fan_out: int | None = None
    max_levels: int | None = None

    def chosen(self) -> dict[str, Any]:
        """What was chosen, without what was left to the project."""
        return {name: value for name, value in asdict(self).items() if value is not None}
