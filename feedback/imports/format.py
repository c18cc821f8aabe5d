"""What a format of imported files is: its name and description, an example, and its reader."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from feedback.choices import Option
from feedback.imports.fields import Fields
from feedback.imports.lines import MEBIBYTE
from feedback.imports.records import ParsedDocument, ParsedRow

Record = ParsedRow | ParsedDocument
Parser = Callable[[Fields, int], Record]


@dataclass(frozen=True, slots=True)
class Example:
    """Rows that a format reads, and the options that they need."""

    rows: tuple[Mapping[str, Any], ...]
    options: Mapping[str, Any] = field(default_factory=dict)

    @property
    def lines(self) -> str:
        """The rows as JSON lines."""
        return "\n".join(json.dumps(row, ensure_ascii=False) for row in self.rows)


@dataclass(frozen=True)
class Format:
    """How the rows of a format are read, and how long one may be (bytes of a line).

    ``description`` is Markdown, for pages and the guide. ``parse`` makes a record of a row's
    fields and its line, and raises RowError. ``fields`` are those that a mapping names;
    ``tallies`` says that rows are votes of people whom nobody names, so that the same row again is
    another vote. ``compares`` says that rows tell which response is better. ``marks`` are sets of
    fields by which rows are known to be of the format: each alone suffices, ``a[].b`` is the field
    ``b`` of what the list ``a`` holds.
    """

    name: str
    label: str
    description: str
    parse: Parser
    examples: tuple[Example, ...]
    max_line_bytes: int = MEBIBYTE
    options: tuple[Option, ...] = ()
    fields: tuple[str, ...] = ()
    tallies: bool = False
    compares: bool = True
    marks: tuple[tuple[str, ...], ...] = ()
