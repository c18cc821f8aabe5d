"""A file looked at before it is imported: what it is, how its first rows would be read, and what is
wrong with them. Nothing is stored; the first part of a file is enough."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from feedback.errors import Refusal
from feedback.imports import (
    MEBIBYTE,
    BadLine,
    Container,
    Message,
    ParsedDocument,
    ParsedRow,
    RawRow,
    Record,
    UnreadableFileError,
    container_of,
    format_of,
    open_rows,
    read_records,
)
from feedback.imports.archives import is_tar, is_zip
from feedback.imports.guessing import (
    Column,
    Guess,
    columns_of,
    guess_format,
    guess_mapping,
)
from feedback.imports.row_notes import RowNotes
from feedback.imports.streams import decoded, peek, unpacked

MOST_BYTES = 16 * MEBIBYTE
MOST_ROWS = 200
SHOWN_ROWS = 5
SHOWN_PROBLEMS = 20
EXCERPT = 400  # characters of a text that is shown
_OTHER = ("cp1252", "latin-1")  # encodings that are tried where a file is not UTF-8
_NEED_ALL = ("parquet", "arrow")


@dataclass(frozen=True)
class PreviewOptions:
    """How the file is to be read, as far as that is said; the rest is found out. ``is_part`` says
    that more of the file follows: its last row may be cut off."""

    format: str | None = None
    container: Container | None = None
    encoding: str | None = None
    mapping: Any = None
    is_part: bool = False


@dataclass(frozen=True)
class Preview:
    """What was found.

    ``packing`` is empty where the file is not packed; ``guess`` is None where no format fits,
    ``format`` what the rows are read as: the one that was asked for, or the guessed one, or None.
    ``good`` of the ``read`` rows can be taken.
    """

    container: str
    packing: str
    encoding: str
    columns: list[Column]
    guess: Guess | None
    mapping: dict[str, Any]
    format: str | None
    read: int
    good: int
    rows: list[dict[str, Any]]
    problems: list[BadLine]
    warnings: list[tuple[str, str]]
    is_part: bool


def preview_file(file: BinaryIO, *, filename: str, options: PreviewOptions) -> Preview:
    """Looks at the first rows of a seekable file.

    Raises:
        Refusal: ``unknown_format``, ``bad_mapping``, ``whole_file_needed`` (what cannot be read in
            parts, or one row that is longer than the part), or a code of ``UnreadableFileError``.
    """
    try:
        found = format_of(options.format, options.mapping) if options.format else None
    except KeyError as error:
        message = f"There is no format {options.format}."
        raise Refusal("unknown_format", message, status=400) from error
    except ValueError as error:
        raise Refusal("bad_mapping", str(error), status=400) from error
    try:
        container, packing, encoding = _kind(file, filename, options)
        raw, encoding = _rows(file, filename, options, encoding)
    except UnreadableFileError as error:
        raise Refusal(error.code, str(error), status=400) from error
    rows = [row for row in raw if isinstance(row, RawRow)]
    guess = guess_format(rows)
    columns = columns_of(rows)
    if found is None and guess is not None:
        found = format_of(guess.format)
    records: list[Record | BadLine] = []
    notes = RowNotes(found.fields if found else ())
    if found is not None:
        records = list(read_records(raw, found.parse))
    for record in records:
        if isinstance(record, ParsedRow):
            notes.add(record)
    good = [record for record in records if not isinstance(record, BadLine)]
    bad = [each for each in (records if found else raw) if isinstance(each, BadLine)]
    return Preview(
        container=container,
        packing=packing,
        encoding=encoding,
        columns=columns,
        guess=guess,
        mapping=guess_mapping(columns) if guess is None else {},
        format=found.name if found else None,
        read=len(raw),
        good=len(good),
        rows=[_shown(record) for record in good[:SHOWN_ROWS]],
        problems=bad[:SHOWN_PROBLEMS],
        warnings=notes.warnings(found.name) if found else [],
        is_part=options.is_part,
    )


def _kind(file: BinaryIO, filename: str, options: PreviewOptions) -> tuple[str, str, str]:
    """Container, packing and encoding, by the first bytes."""
    place = file.tell()
    stream, packing = unpacked(file, max_bytes=MOST_BYTES * 16)
    start = peek(stream, 1024) if stream.seekable() else stream.peek(1024)[:1024]  # type: ignore[attr-defined]
    if is_zip(start) or is_tar(start):
        file.seek(place)
        kind = "zip" if is_zip(start) else "tar"
        if options.is_part and kind == "zip":
            raise _need_all("A ZIP archive")
        return options.container or kind, packing or kind, options.encoding or ""
    marked = start[:2] in (b"\xff\xfe", b"\xfe\xff")
    encoding = options.encoding or ("utf-16" if marked else "utf-8")
    container = options.container
    if container is None:
        plain = decoded(stream, options.encoding) if not start.startswith((b"PAR1",)) else stream
        container = container_of(plain, filename)
    file.seek(place)
    if container in _NEED_ALL:
        if options.is_part:
            raise _need_all("A Parquet or Arrow file")
        encoding = ""
    return container, packing, encoding


def _need_all(what: str) -> UnreadableFileError:
    return UnreadableFileError(
        "whole_file_needed",
        f"{what} can only be looked at as a whole. Choose its format and try a dry run.",
        line=1,
    )


def _rows(
    file: BinaryIO, filename: str, options: PreviewOptions, encoding: str
) -> tuple[list[RawRow | BadLine], str]:
    """The first rows, and the encoding that they are in: a likely one where none was stated and
    the file is not UTF-8."""
    place = file.tell()
    first: UnreadableFileError | None = None
    try:
        rows = _read(file, filename, options, options.encoding)
    except UnreadableFileError as error:
        if error.code != "undecodable" or options.encoding is not None:
            raise
        rows, first = [], error
    undecodable = any(isinstance(row, BadLine) and row.problem == "undecodable" for row in rows)
    if options.encoding is None and (undecodable or first):
        for other in _OTHER:
            file.seek(place)
            try:
                return _read(file, filename, options, other), other
            except UnreadableFileError:
                continue
    if first:
        raise first
    return rows, encoding


def _read(
    file: BinaryIO, filename: str, options: PreviewOptions, encoding: str | None
) -> list[RawRow | BadLine]:
    found: list[RawRow | BadLine] = []
    try:
        for row in _opened(file, filename, options, encoding):
            found.append(row)
            if len(found) > MOST_ROWS:
                return found[:MOST_ROWS]
    except UnreadableFileError:
        if not (options.is_part and found):
            raise
    if options.is_part and found:
        # The last row ends where the part does, not where the row does.
        del found[-1]
        if not found:
            raise UnreadableFileError(
                "whole_file_needed",
                "The first row is longer than the part of the file that was looked at. Choose its "
                "format and try a dry run.",
                line=1,
            )
    if not found:
        raise UnreadableFileError("no_rows", "The file holds no rows.", line=1)
    return found


def _opened(
    file: BinaryIO, filename: str, options: PreviewOptions, encoding: str | None
) -> Iterator[RawRow | BadLine]:
    return open_rows(
        file,
        filename=filename,
        container=options.container,
        encoding=encoding,
        max_line_bytes=MOST_BYTES,
        max_total_bytes=MOST_BYTES * 16,
    )


def _shown(record: Record) -> dict[str, Any]:
    """A record as it would be stored, its texts cut to excerpts."""
    if isinstance(record, ParsedDocument):
        return {
            "line": record.line,
            "title": record.title,
            "text": record.text[:EXCERPT],
            "parts": [],
        }
    return {
        "line": record.line,
        "title": "",
        "text": "",
        "parts": [
            {
                "prompt": _excerpts(part.messages or []),
                "responses": [
                    {
                        "text": (each.text or "")[:EXCERPT],
                        "generator": each.generator,
                        "name": each.key,
                    }
                    for each in part.responses[:20]
                ],
                "votes": [
                    {
                        "first": vote.first,
                        "second": vote.second,
                        "choice": vote.choice,
                        "both_bad": vote.both_bad,
                        "rater": vote.rater,
                        "strength": vote.strength,
                    }
                    for vote in part.votes[:20]
                ],
                "ratings": [
                    {"response": each.response, "rater": each.rater, "axes": dict(each.axes)}
                    for each in part.ratings[:20]
                ],
            }
            for part in record.parts[:5]
        ],
    }


def _excerpts(messages: list[Message]) -> list[Message]:
    return [{"role": each["role"], "content": each["content"][:EXCERPT]} for each in messages[-10:]]
