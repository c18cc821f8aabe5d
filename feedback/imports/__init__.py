"""Readers of the files that other tools write: bytes in, typed rows and line-numbered problems out.

Nothing here touches the database. A reader yields a row or a ``BadLine`` for each line; only what
makes the whole file unreadable is raised, as ``UnreadableFileError``.
"""

from feedback.imports.hh_rlhf import (
    Message,
    ParsedRow,
    parse_transcript,
    read_hh_rlhf,
    render_transcript,
)
from feedback.imports.lines import BadLine, UnreadableFileError, open_lines

__all__ = [
    "BadLine",
    "Message",
    "ParsedRow",
    "UnreadableFileError",
    "open_lines",
    "parse_transcript",
    "read_hh_rlhf",
    "render_transcript",
]
