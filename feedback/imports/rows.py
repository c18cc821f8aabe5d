"""Rows of files of any container, one at a time, numbered from 1.

A row is a dictionary of what its fields hold, free of what no database stores. Lines of JSONL and
CSV are numbered as an editor numbers them (a CSV row by its first line), other rows by their place
in the file. Any of them may be packed, alone or with others in an archive.
"""

from __future__ import annotations

import csv
import json
import math
import re
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO, Literal, NamedTuple, cast, get_args

from feedback.imports import archives
from feedback.imports.arrow import arrow_rows, is_arrow
from feedback.imports.csv_rows import csv_rows, separator_of
from feedback.imports.json_rows import LISTS, json_rows
from feedback.imports.lines import MEBIBYTE, BadLine, UnreadableFileError, open_lines
from feedback.imports.parquet import MAGIC as PARQUET
from feedback.imports.parquet import parquet_rows
from feedback.imports.records import RowError
from feedback.imports.streams import decoded, peek, refuse_strange, seekable, unpacked

Container = Literal["jsonl", "json", "csv", "tsv", "parquet", "arrow"]
CONTAINERS: tuple[Container, ...] = get_args(Container)
_SURROGATE = re.compile("[\ud800-\udfff]")
_BOM = b"\xef\xbb\xbf"
_START = 8192  # bytes by which a container is known
_COLUMN = re.compile(r'"?[\w .\-\[\]/]{1,100}"?$')
_OPENING = re.compile(rb'\s*\{\s*"(\w{1,20})"\s*:\s*\[\s*[{\]]')


class RawRow(NamedTuple):
    """One row as its container holds it; ``decoded`` the same with the messages in its cells."""

    line: int
    fields: dict[str, Any]
    decoded: dict[str, Any] | None = None


def container_of(file: BinaryIO, filename: str = "") -> Container:
    """What an unpacked stream with ``peek``, or a seekable file, holds: by its first bytes, or for
    CSV by the name; what is nothing else is taken for JSON lines.

    Raises UnreadableFileError ``unknown_container`` for what is known to be no data file.
    """
    start = _start(file)
    refuse_strange(start)
    if start.startswith(PARQUET):
        return "parquet"
    if is_arrow(start):
        return "arrow"
    name = _plain_name(filename)
    if name.endswith((".csv", ".tsv", ".tab")):
        return "csv" if name.endswith(".csv") else "tsv"
    return _of_text(start, name)


def open_rows(
    file: BinaryIO,
    *,
    filename: str = "",
    container: Container | None = None,
    encoding: str | None = None,
    max_line_bytes: int = MEBIBYTE,
    max_total_bytes: int = 1024 * MEBIBYTE,
) -> Iterator[RawRow | BadLine]:
    """Yield the rows of a seekable binary file, never holding more than a few of them.

    Blank lines are passed over. Problems of single rows: ``line_too_long``, ``undecodable``,
    ``bad_json``, ``not_an_object``, ``bad_character`` (NUL or half a surrogate pair, which no
    database stores), ``bad_number`` (infinite), ``bad_value`` (bytes), ``wrong_number_of_fields``
    and ``damaged_csv`` (CSV). NaN is null.

    Raises UnreadableFileError with what makes the whole file unreadable: ``unknown_container``,
    ``file_too_large``, ``damaged_...``, ``no_data``, ``no_rows``, ``duplicate_columns``,
    ``bad_json``, ``undecodable``, ``encrypted_zip``, ``compressed_arrow``.
    """
    limits = _Limits(container, encoding, max_line_bytes, max_total_bytes)
    stream, _ = unpacked(file, max_bytes=max_total_bytes)
    start = _start(stream)
    if archives.is_zip(start):
        whole = seekable(stream, max_bytes=max_total_bytes)
        yield from _of_members(archives.zip_members(whole, max_bytes=max_total_bytes), limits)
    elif archives.is_tar(start):
        yield from _of_members(archives.tar_members(stream, max_bytes=max_total_bytes), limits)
    else:
        yield from _of_stream(stream, filename, limits)


class _Limits(NamedTuple):
    container: Container | None
    encoding: str | None
    line: int
    total: int


def _of_members(members: Iterator[archives.Member], limits: _Limits) -> Iterator[RawRow | BadLine]:
    """The rows of all data files, one after the other; problems say in which they are."""
    for name, stream in members:
        try:
            inner, _ = _unpacked_member(stream, limits.total)
            for row in _of_stream(inner, name, limits):
                if isinstance(row, BadLine):
                    yield BadLine(row.line, row.problem, f"{name}: {row.message}")
                else:
                    yield row
        except UnreadableFileError as error:
            raise UnreadableFileError(
                error.code, f"{name}: {error.message}", line=error.line
            ) from error


def _unpacked_member(stream: BinaryIO, most: int) -> tuple[BinaryIO, str]:
    start = cast(Any, stream).peek(8)
    packed = start[:2] == b"\x1f\x8b" or start[:3] == b"BZh" or start[:4] == b"\x28\xb5\x2f\xfd"
    if not packed and start[:5] != b"\xfd7zXZ":
        return stream, ""
    return unpacked(cast(BinaryIO, seekable(stream, max_bytes=most)), max_bytes=most)


def _of_stream(stream: BinaryIO, filename: str, limits: _Limits) -> Iterator[RawRow | BadLine]:
    container = limits.container
    if container is None:
        start = _start(stream)
        recognised = start.startswith(PARQUET) or is_arrow(start)
        if not recognised:
            stream = decoded(stream, limits.encoding)
        container = container_of(stream, filename)
    elif container not in ("parquet", "arrow"):
        refuse_strange(_start(stream))
        stream = decoded(stream, limits.encoding)
    if container == "parquet":
        whole = cast(BinaryIO, seekable(stream, max_bytes=limits.total))
        yield from _checked(parquet_rows(whole, max_bytes=limits.total))
    elif container == "arrow":
        yield from _checked(arrow_rows(stream, max_bytes=limits.total))
    elif container == "json":
        yield from _checked(
            json_rows(stream, max_row_bytes=limits.line, max_total_bytes=limits.total)
        )
    else:
        lines = open_lines(stream, max_line_bytes=limits.line, max_total_bytes=limits.total)
        if container == "jsonl":
            yield from jsonl_rows(lines)
        else:
            separator = "\t" if container == "tsv" else None
            yield from _cells(csv_rows(lines, max_row_bytes=limits.line, separator=separator))


def jsonl_rows(lines: Iterable[bytes | BadLine]) -> Iterator[RawRow | BadLine]:
    """The JSON objects of lines; ``open_rows`` says what the problems are."""
    for number, line in enumerate(lines, start=1):
        if isinstance(line, BadLine):
            yield line
            continue
        if not line or line.isspace():
            continue
        try:
            yield RawRow(number, _object(line.removeprefix(_BOM) if number == 1 else line))
        except RowError as error:
            yield BadLine(number, error.problem, error.message)


def _start(stream: BinaryIO) -> bytes:
    """The first bytes of a stream, which are left where they are."""
    if stream.seekable():
        return peek(stream, _START)
    start: bytes = cast(Any, stream).peek(_START)[:_START]
    return start


def _plain_name(filename: str) -> str:
    name = filename.lower()
    for ending in archives.PACKED:
        name = name.removesuffix(ending)
    return name


def _of_text(start: bytes, name: str) -> Container:
    text = start.removeprefix(_BOM).lstrip()
    if text.startswith(b"["):
        # A line of JSON lines may be a list by mistake; then more lines follow that are whole.
        return (
            "json" if not name.endswith((".jsonl", ".ndjson")) or _is_one_array(text) else "jsonl"
        )
    if text.startswith(b"{"):
        first, newline, _ = text.partition(b"\n")
        opening = _OPENING.match(text)
        if opening and opening[1].decode().lower() in LISTS:
            return (
                "json" if not (newline and _is_json(first)) or name.endswith(".json") else "jsonl"
            )
        return "json" if newline and not _is_json(first) and _goes_on(first) else "jsonl"
    return "csv" if _is_table(text) else "jsonl"


def _is_one_array(text: bytes) -> bool:
    first, newline, rest = text.partition(b"\n")
    return not newline or not _is_json(first) or not rest.strip()


def _goes_on(line: bytes) -> bool:
    """Whether a first line is an object that goes on in the next, as far as one can tell."""
    line = line.rstrip()
    return line.endswith((b"{", b"[", b",", b":")) or line == b"{"


def _is_json(line: bytes) -> bool:
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True


def _is_table(text: bytes) -> bool:
    """Whether a header of column names and a row of as many cells begin the text."""
    lines = text.decode(errors="replace").splitlines(keepends=True)
    if not lines:
        return False
    rows = csv.reader(lines, delimiter=separator_of(lines[0]))
    try:
        header, row = next(rows), next(rows)
    except (StopIteration, csv.Error):
        return False
    named = len(header) > 1 and all(_COLUMN.match(name) for name in header)
    return named and len(row) == len(header)


def _object(line: bytes) -> dict[str, Any]:
    try:
        text = line.decode("utf-8")
        row: object = _DECODER.decode(text)
    except UnicodeDecodeError as error:
        raise RowError(
            "undecodable",
            f"Byte {error.start + 1} is not UTF-8: state the file's encoding if it is another, "
            "such as Latin-1.",
        ) from error
    except _NotFiniteError:
        row = json.loads(text, parse_constant=lambda name: None if name == "NaN" else math.inf)
        _check(row)
    except (ValueError, RecursionError) as error:
        raise RowError("bad_json", f"Not JSON: {str(error)[:200]}") from error
    if not isinstance(row, dict):
        raise RowError("not_an_object", "The line is JSON, but not an object.")
    # Only an escape can bring in what cannot be stored, and few lines have one of these.
    if b"\\u0000" in line or b"\\ud" in line or b"\\uD" in line:
        _check(row)
    return row


class _NotFiniteError(Exception):
    """A number that is infinite, somewhere in the row."""


def _constant(name: str) -> None:
    if name != "NaN":
        raise _NotFiniteError


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise _NotFiniteError
    return number


_DECODER = json.JSONDecoder(parse_constant=_constant, parse_float=_finite)


def _cells(
    rows: Iterable[tuple[int, dict[str, Any], dict[str, Any] | None] | BadLine],
) -> Iterator[RawRow | BadLine]:
    for row in rows:
        if isinstance(row, BadLine):
            yield row
            continue
        try:
            _check(row[1])
            if row[2] is not None:
                _check(row[2])
        except RowError as error:
            yield BadLine(row[0], error.problem, error.message)
        else:
            yield RawRow(*row)


def _checked(rows: Iterable[tuple[int, dict[str, Any]] | BadLine]) -> Iterator[RawRow | BadLine]:
    for row in rows:
        if isinstance(row, BadLine):
            yield row
            continue
        line, fields = row
        try:
            yield RawRow(line, cast(dict[str, Any], _without_nan(fields)))
        except RowError as error:
            yield BadLine(line, error.problem, error.message)


def _check(row: Any) -> None:
    """Raises RowError for what no database stores, however deep it lies."""
    waiting: list[tuple[str, Any]] = [("", row)]
    while waiting:
        name, value = waiting.pop()
        if isinstance(value, str):
            if "\0" in value or _SURROGATE.search(value):
                raise RowError(
                    "bad_character", f"{name or 'A text'} holds a character that cannot be stored."
                )
        elif isinstance(value, dict):
            waiting += [("", key) for key in value]
            waiting += [(f"{name}.{key}" if name else str(key), value[key]) for key in value]
        elif isinstance(value, list):
            waiting += [(f"{name}[{index}]", inner) for index, inner in enumerate(value)]
        elif isinstance(value, float) and not math.isfinite(value):
            raise RowError("bad_number", f"{name} is an infinite number.")
        elif isinstance(value, bytes):
            raise RowError("bad_value", f"{name} holds bytes.")


def _without_nan(row: dict[str, Any]) -> Any:
    """The row with null for NaN, once it is known to be storable. Raises RowError as ``_check``."""
    plain = _nan_to_null(row)
    _check(plain)
    return plain


def _nan_to_null(value: Any) -> Any:
    if isinstance(value, float):
        return None if math.isnan(value) else value
    if isinstance(value, dict):
        return {key: _nan_to_null(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_nan_to_null(inner) for inner in value]
    return value
