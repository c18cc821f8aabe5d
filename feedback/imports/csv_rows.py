"""Rows of comma-, semicolon- or tab-separated text: values are texts, and messages where a cell
holds a JSON list of them."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from feedback.imports.lines import BadLine, UnreadableFileError

SEPARATORS = (",", ";", "\t")
_MESSAGES = re.compile(r'\s*\[\s*\{\s*"(?:role|content|from|value)"')
_BYTE = re.compile("[\udc80-\udcff]")


def separator_of(header: str) -> str:
    """What separates the cells of a header: the most frequent outside quotes."""
    plain = re.sub(r'"(?:[^"]|"")*"', "", header)
    return max(SEPARATORS, key=lambda each: plain.count(each))


def csv_rows(
    lines: Iterable[bytes | BadLine], *, max_row_bytes: int, separator: str | None = None
) -> Iterator[tuple[int, dict[str, Any], dict[str, Any] | None] | BadLine]:
    """Yield (line, fields as texts, the same with its messages where it holds some).

    Bad rows: ``wrong_number_of_fields``, ``undecodable``, ``damaged_csv``, ``line_too_long``.
    After one of the last two, reading goes on in the next line.

    Raises UnreadableFileError: ``duplicate_columns``, or one of these where it is the header, or a
    quotation mark that is not closed.
    """
    # The limit is one for the whole process: it is only ever raised. Rows are bounded below.
    csv.field_size_limit(max(csv.field_size_limit(), max_row_bytes))
    source = _Lines(lines, max_row_bytes)
    header: list[str] | None = None
    while not source.ended:
        for line, values in _values(source, separator or separator_of(source.look()), header):
            if isinstance(values, BadLine):
                yield values
            elif header is None:
                header = _header(values, line)
            elif len(values) != len(header):
                yield BadLine(
                    line,
                    "wrong_number_of_fields",
                    f"{len(values)} fields where the header has {len(header)}.",
                )
            else:
                fields: dict[str, Any] = dict(zip(header, values, strict=True))
                yield line, fields, with_messages(fields)


def _values(
    source: _Lines, separator: str, header: list[str] | None
) -> Iterator[tuple[int, list[str] | BadLine]]:
    """Rows until one is no CSV, which is the last; without a header none may be bad."""
    reader = csv.reader(source, strict=True, delimiter=separator)
    source.begin()
    try:
        for values in reader:
            line = source.begin()
            if any(_BYTE.search(value) for value in values):
                message = "is not UTF-8: state the file's encoding if it is another, as Latin-1."
                found = BadLine(line, "undecodable", f"Line {line} {message}")
                if header is None:
                    raise _BadRowError(found)
                yield line, found
            elif values:
                header = header or values
                yield line, values
    except _BadRowError as bad:
        if header is None or bad.found.line < source.number:
            # A row of many lines: where it ends, and what of the rest is whole, nobody knows.
            raise UnreadableFileError(
                bad.found.problem, bad.found.message, line=bad.found.line
            ) from bad
        yield bad.found.line, bad.found
    except csv.Error as error:
        message = f"Not CSV: {error}."
        if source.ended:
            message = f"A quotation mark in line {source.first} or later is not closed."
        if header is None or source.ended:
            raise UnreadableFileError("damaged_csv", message, line=source.first) from error
        yield source.first, BadLine(source.first, "damaged_csv", message)


def with_messages(fields: dict[str, Any]) -> dict[str, Any] | None:
    """The row with its cells of messages as messages; None where it has none."""
    found: dict[str, Any] = {}
    for name, value in fields.items():
        if _MESSAGES.match(value):
            try:
                messages = json.loads(value)
            except (ValueError, RecursionError):
                continue
            if all(isinstance(each, dict) for each in messages):
                found[name] = messages
    return fields | found if found else None


def _header(values: list[str], line: int) -> list[str]:
    header = [value.strip() for value in values]
    if len(set(header)) < len(header):
        raise UnreadableFileError("duplicate_columns", "Two columns have the same name.", line=line)
    return header


class _BadRowError(Exception):
    def __init__(self, found: BadLine) -> None:
        super().__init__(found.message)
        self.found = found


class _Lines:
    """Decoded lines for the CSV reader; knows where the present row began and how much it holds."""

    def __init__(self, lines: Iterable[bytes | BadLine], max_row_bytes: int) -> None:
        self.number, self.first, self.held = 0, 1, 0
        self.ended = False
        self._lines = iter(lines)
        self._next: bytes | BadLine | None = None
        self._max_row_bytes = max_row_bytes

    def __iter__(self) -> _Lines:
        return self

    def begin(self) -> int:
        """A row ends here: says where it began."""
        began, self.first, self.held = self.first, self.number + 1, 0
        return began

    def look(self) -> str:
        """The next line, which is left where it is."""
        if self._next is None:
            self._next = next(self._lines, b"")
        return "" if isinstance(self._next, BadLine) else self._next.decode(errors="replace")

    def __next__(self) -> str:
        try:
            line = self._next if self._next is not None else next(self._lines)
        except StopIteration:
            self.ended = True
            raise
        self._next = None
        self.number += 1
        if isinstance(line, BadLine):
            raise _BadRowError(BadLine(self.number, line.problem, line.message))
        self.held += len(line) + 1
        if self.held > self._max_row_bytes:
            raise _BadRowError(
                BadLine(
                    self.first,
                    "line_too_long",
                    f"The row in line {self.first} is longer than {self._max_row_bytes:,} bytes; "
                    "perhaps a quotation mark is not closed.",
                )
            )
        line = line.removeprefix(b"\xef\xbb\xbf") if self.number == 1 else line
        return line.decode(errors="surrogateescape") + "\n"
