"""Lines of a stream, within bounds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

MEBIBYTE = 2**20


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
) -> Iterator[bytes | BadLine]:
    """Yield the lines of a stream from where it stands, without their newlines.

    A line of more than ``max_line_bytes`` is a BadLine ``line_too_long``; no more of it than that
    is held. Raises UnreadableFileError ``file_too_large`` (more than ``max_total_bytes`` in all).
    """
    number, total = 0, 0
    most = max_line_bytes + 2  # one newline, one byte too many
    while line := file.readline(most):
        number += 1
        total += len(line)
        too_long = len(line.removesuffix(b"\n")) > max_line_bytes
        while too_long and not line.endswith(b"\n") and total <= max_total_bytes:
            if not (line := file.readline(most)):
                break
            total += len(line)
        if total > max_total_bytes:
            raise UnreadableFileError(
                "file_too_large",
                f"The file holds more than {max_total_bytes:,} bytes (after decompression).",
                line=number,
            )
        if too_long:
            message = f"Line {number} is longer than {max_line_bytes:,} bytes."
            yield BadLine(number, "line_too_long", message)
        else:
            yield line.removesuffix(b"\n")
