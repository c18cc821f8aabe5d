"""Lines of a file, gzipped or not, within bounds."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

MEBIBYTE = 2**20
_GZIP_MAGIC = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that cannot be taken: its number (from 1), a short code, and what is wrong."""

    line: int
    problem: str
    message: str


class UnreadableFileError(ValueError):
    """The file as a whole cannot be read; ``code`` says why in a word, ``line`` where."""

    def __init__(self, code: str, message: str, *, line: int) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.line = line


def open_lines(
    file: BinaryIO,
    *,
    max_line_bytes: int = MEBIBYTE,
    max_total_bytes: int = 1024 * MEBIBYTE,
) -> Iterator[bytes]:
    """Yield the lines of a seekable binary file from where it stands, without their newlines.

    A gzipped file is known by its first two bytes, not by its name, and is decompressed as it is
    read: never more than a line is held, whatever the file claims to be.

    Raises UnreadableFileError, with one of the codes
    ``line_too_long`` (a line of more than ``max_line_bytes``),
    ``file_too_large`` (more than ``max_total_bytes`` in all, after decompression) and
    ``damaged_gzip`` (cut short, or wrong bytes).
    """
    magic = file.read(len(_GZIP_MAGIC))
    file.seek(-len(magic), 1)
    if magic != _GZIP_MAGIC:
        yield from _bounded_lines(file, max_line_bytes, max_total_bytes)
        return
    with gzip.GzipFile(fileobj=file, mode="rb") as unzipped:
        yield from _bounded_lines(unzipped, max_line_bytes, max_total_bytes)


def _bounded_lines(
    file: BinaryIO | gzip.GzipFile, max_line_bytes: int, max_total_bytes: int
) -> Iterator[bytes]:
    number, total = 0, 0
    while True:
        number += 1
        try:
            line = file.readline(max_line_bytes + 2)  # one newline, one byte too many
        except (gzip.BadGzipFile, EOFError, zlib.error) as error:
            raise UnreadableFileError(
                "damaged_gzip", f"The gzip data is damaged: {error}", line=number
            ) from error
        if not line:
            return
        total += len(line)
        content = line.removesuffix(b"\n")
        if len(content) > max_line_bytes:
            raise UnreadableFileError(
                "line_too_long",
                f"Line {number} is longer than {max_line_bytes:,} bytes.",
                line=number,
            )
        if total > max_total_bytes:
            raise UnreadableFileError(
                "file_too_large",
                f"The file holds more than {max_total_bytes:,} bytes (after decompression).",
                line=number,
            )
        yield content
