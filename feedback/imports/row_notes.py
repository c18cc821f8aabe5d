"""What a file holds besides what is read of it: fields that no row has, fields that no role takes,
and what that may mean."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from feedback.imports.fields import word_of
from feedback.imports.paths import steps_of, value_at
from feedback.imports.records import ParsedRow, Part

MOST_NAMES = 100
_NOT_READ = "_not_read"


class RowNotes:
    """Notes on the rows of a file, one after the other; ``wanted`` are the fields of a mapping."""

    def __init__(self, wanted: Iterable[str] = ()) -> None:
        self._unseen = {name: steps_of(name) for name in wanted}
        self._mapped = bool(self._unseen)
        self._names: dict[str, None] = {}
        self._kept: Counter[str] = Counter()
        self._not_read: Counter[str] = Counter()
        self._ties: Counter[str] = Counter()
        self._rows = 0

    def add(self, row: ParsedRow) -> None:
        """Looks at a row that was understood."""
        self._rows += 1
        if self._unseen:
            self._look_for_fields(row.fields)
        for name in row.left_out:
            if name.endswith(_NOT_READ):
                self._not_read[name.removesuffix(_NOT_READ)] += 1
        self._look_at_extra(row.parts[0])

    def _look_at_extra(self, part: Part) -> None:
        said = part.votes or part.ratings
        extra = (said[0].metadata.get("extra") if said else None) or part.metadata
        for name in extra:
            if name in self._kept or len(self._kept) < MOST_NAMES:
                self._kept[name] += 1
        if self._mapped and part.votes and part.votes[0].choice != "tie":
            for name in extra:
                if "tie" in name.lower() and word_of(extra[name]).lower() in ("1", "true"):
                    self._ties[name] += 1

    def _look_for_fields(self, fields: Mapping[str, Any]) -> None:
        if len(self._names) < MOST_NAMES:
            self._names |= dict.fromkeys(fields)
        inside = [
            each
            for value in fields.values()
            if isinstance(value, list)
            for each in value[:20]
            if isinstance(each, dict)
        ]
        for place in (fields, *inside):
            for name in [*self._unseen]:
                if place.get(name) is not None or value_at(place, self._unseen[name]) is not None:
                    del self._unseen[name]

    def kept_fields(self) -> dict[str, int]:
        """In how many rows each field was kept as it is, the most frequent first."""
        return dict(self._kept.most_common())

    def missing_fields(self) -> str:
        """A sentence about the fields that no row has; empty where there is none."""
        if not self._unseen or not self._rows:
            return ""
        said = []
        for name in self._unseen:
            like = difflib.get_close_matches(name, list(self._names), n=1, cutoff=0.6)
            said.append(f"{name!r} (perhaps {like[0]!r})" if like else repr(name))
        return f"No row has the field {', '.join(said)}."[:1000]

    def warnings(self, format: str) -> list[tuple[str, str]]:
        """Codes and sentences."""
        found = []
        if missing := self.missing_fields():
            found.append(("fields_not_found", missing))
        for name, count in self._not_read.items():
            found.append(
                (
                    "responses_not_read",
                    f"{count:,} rows hold {name!r}, which the format {format} does not read: "
                    "another format may take the responses too.",
                )
            )
        for name, count in self._ties.items():
            found.append(
                (
                    "tie_without_role",
                    f"In {count:,} rows {name!r}, which has no role, says that it was a tie: give "
                    'the role choice a field each: {"a": ..., "b": ..., "tie": ...}.',
                )
            )
        return found
