"""Rows of JSONL, CSV and Parquet files, one at a time, numbered from 1.

A row is a dictionary of what its fields hold, free of what no database stores. Lines of JSONL and
CSV are numbered as an editor numbers them (a CSV row by its first line); rows of Parquet by their
place in the file. JSONL and CSV may be gzipped.
"""

from __future__ import annotations

import csv
import json
import math
import re
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO, Literal, NamedTuple, NoReturn

from feedback.imports.lines import MEBIBYTE, BadLine, UnreadableFileError, open_lines
from feedback.imports.parquet import is_parquet, parquet_rows
from feedback.imports.records import RowError

Container = Literal["jsonl", "csv", "parquet"]
_SURROGATE = re.compile("[\ud800-\udfff]")
_BOM = b"\xef\xbb\xbf"


class RawRow(NamedTuple):
    """One row as its container holds it."""

    line: int
    fields: dict[str, Any]


def container_of(file: BinaryIO, filename: str = "") -> Container:
    """Parquet is known by its first bytes, CSV by the name; all else is taken for JSONL."""
    if is_parquet(file):
        return "parquet"
    name = filename.lower().removesuffix(".gz")
    return "csv" if name.endswith(".csv") else "jsonl"


def open_rows(
    file: BinaryIO,
    *,
    filename: str = "",
    container: Container | None = None,
    max_line_bytes: int = MEBIBYTE,
    max_total_bytes: int = 1024 * MEBIBYTE,
) -> Iterator[RawRow | BadLine]:
    """Yield the rows of a seekable binary file, never holding more than a few of them.

    Blank lines are passed over. Problems of single rows: ``undecodable`` (not UTF-8),
    ``bad_json``, ``not_an_object``, ``bad_character`` (NUL or half a surrogate pair, which no
    database stores), ``bad_number`` (not finite), ``bad_value`` (bytes), ``wrong_number_of_fields``
    (CSV).

    Raises UnreadableFileError as ``open_lines`` does, and with ``damaged_csv``, ``undecodable``
    (CSV), ``damaged_parquet`` or ``duplicate_columns``.
    """
    container = container or container_of(file, filename)
    if container == "parquet":
        yield from _checked(parquet_rows(file, max_bytes=max_total_bytes))
        return
    lines = open_lines(file, max_line_bytes=max_line_bytes, max_total_bytes=max_total_bytes)
    if container == "csv":
        yield from _checked(csv_rows(lines, max_row_bytes=max_line_bytes))
    else:
        yield from jsonl_rows(lines)


def jsonl_rows(lines: Iterable[bytes]) -> Iterator[RawRow | BadLine]:
    """The JSON objects of lines; ``open_rows`` says what the problems are."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            yield RawRow(number, _object(line.removeprefix(_BOM) if number == 1 else line))
        except RowError as error:
            yield BadLine(number, error.problem, error.message)


def csv_rows(lines: Iterable[bytes], *, max_row_bytes: int) -> Iterator[RawRow | BadLine]:
    """The rows under a CSV header, every value a string.

    Raises UnreadableFileError as ``open_rows`` does.
    """
    # The limit is one for the whole process: it is only ever raised. Rows are bounded below.
    csv.field_size_limit(max(csv.field_size_limit(), max_row_bytes))
    source = _CsvLines(lines, max_row_bytes)
    reader = csv.reader(source, strict=True)
    header: list[str] | None = None
    try:
        for values in reader:
            line, source.first = source.first, source.number + 1
            source.held = 0
            if not values:
                continue
            if header is None:
                header = values
                if len(set(header)) < len(header):
                    raise UnreadableFileError(
                        "duplicate_columns", "Two columns have the same name.", line=line
                    )
            elif len(values) != len(header):
                yield BadLine(
                    line,
                    "wrong_number_of_fields",
                    f"{len(values)} fields where the header has {len(header)}.",
                )
            else:
                yield RawRow(line, dict(zip(header, values, strict=True)))
    except csv.Error as error:
        raise UnreadableFileError(
            "damaged_csv", f"Not CSV: {error}.", line=source.number
        ) from error


class _CsvLines:
    """Decoded lines for the CSV reader; knows where the present row began and how much it holds."""

    def __init__(self, lines: Iterable[bytes], max_row_bytes: int) -> None:
        self.number, self.first, self.held = 0, 1, 0
        self._lines = iter(lines)
        self._max_row_bytes = max_row_bytes

    def __iter__(self) -> _CsvLines:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self.number += 1
        self.held += len(line) + 1
        if self.held > self._max_row_bytes:
            raise UnreadableFileError(
                "line_too_long",
                f"The row in line {self.first} is longer than {self._max_row_bytes:,} bytes.",
                line=self.first,
            )
        try:
            return (line.removeprefix(_BOM) if self.number == 1 else line).decode() + "\n"
        except UnicodeDecodeError as error:
            raise UnreadableFileError(
                "undecodable",
                f"Byte {error.start + 1} of line {self.number} is not UTF-8.",
                line=self.number,
            ) from error


def _object(line: bytes) -> dict[str, Any]:
    try:
        row: object = _DECODER.decode(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise RowError("undecodable", f"Byte {error.start + 1} is not UTF-8.") from error
    except (ValueError, RecursionError) as error:
        raise RowError("bad_json", f"Not JSON: {str(error)[:200]}") from error
    if not isinstance(row, dict):
        raise RowError("not_an_object", "The line is JSON, but not an object.")
    # Only an escape can bring in what cannot be stored, and few lines have one of these.
    if b"\\u0000" in line or b"\\ud" in line or b"\\uD" in line:
        _check(row)
    return row


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a JSON number")


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise RowError("bad_number", "A number is not finite.")
    return number


_DECODER = json.JSONDecoder(parse_constant=_refuse_constant, parse_float=_finite)


def _checked(rows: Iterable[tuple[int, dict[str, Any]] | BadLine]) -> Iterator[RawRow | BadLine]:
    for row in rows:
        if isinstance(row, BadLine):
            yield row
            continue
        line, fields = row
        try:
            _check(fields)
        except RowError as error:
            yield BadLine(line, error.problem, error.message)
        else:
            yield RawRow(line, fields)


def _check(row: dict[str, Any]) -> None:
    """Raises RowError for what no database stores, however deep it lies."""
    waiting: list[Any] = [row]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            if "\0" in value or _SURROGATE.search(value):
                raise RowError("bad_character", "A text holds a character that cannot be stored.")
        elif isinstance(value, dict):
            waiting += value.keys()
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value
        elif isinstance(value, float) and not math.isfinite(value):
            raise RowError("bad_number", "A number is not finite.")
        elif isinstance(value, bytes):
            raise RowError("bad_value", "A field holds bytes.")
