"""Readers of the files that other tools write: bytes in, typed rows and line-numbered problems out.

Nothing here touches the database. A reader yields a row or a ``BadLine`` for each line; only what
makes the whole file unreadable is raised, as ``UnreadableFileError``.
"""

from feedback.imports.format import Example, Format, Record
from feedback.imports.formats import FORMATS, format_of, read_records
from feedback.imports.hh_rlhf import parse_transcript, render_transcript
from feedback.imports.lines import MEBIBYTE, BadLine, UnreadableFileError, open_lines
from feedback.imports.records import (
    Message,
    ParsedDocument,
    ParsedRating,
    ParsedResponse,
    ParsedRow,
    ParsedVote,
    Part,
)
from feedback.imports.rows import CONTAINERS, Container, RawRow, container_of, open_rows
from feedback.imports.streams import ENCODINGS

__all__ = [
    "CONTAINERS",
    "ENCODINGS",
    "FORMATS",
    "MEBIBYTE",
    "BadLine",
    "Container",
    "Example",
    "Format",
    "Message",
    "ParsedDocument",
    "ParsedRating",
    "ParsedResponse",
    "ParsedRow",
    "ParsedVote",
    "Part",
    "RawRow",
    "Record",
    "UnreadableFileError",
    "container_of",
    "format_of",
    "open_lines",
    "open_rows",
    "parse_transcript",
    "read_records",
    "render_transcript",
]
