"""Rows of JSON that is no JSON lines: an array of objects, ``{"data": [...]}``, objects written
over several lines. Read as a stream: never more than one row is held."""

from __future__ import annotations

import codecs
import json
import math
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO, cast

from feedback.imports.lines import BadLine, UnreadableFileError

# Names under which files keep their rows.
LISTS = frozenset(
    "data rows examples instances items records results samples train validation test".split()  # noqa: SIM905
)
BLOCK = 2**18
_SPACE = " \t\r\n\ufeff"
_UNFINISHED = 40  # characters before the end within which an error may be the end itself


def json_rows(
    stream: BinaryIO, *, max_row_bytes: int, max_total_bytes: int
) -> Iterator[tuple[int, dict[str, Any]] | BadLine]:
    """Yield (number from 1, fields); what is in a list and no object is a BadLine.

    Raises UnreadableFileError: ``bad_json``, ``no_rows``, ``line_too_long``, ``file_too_large``,
    ``undecodable``.
    """
    text = _Text(stream, max_row_bytes, max_total_bytes)
    number = 0
    for value in _values(text):
        number += 1
        if isinstance(value, BadLine):
            yield BadLine(number, value.problem, value.message)
        elif isinstance(value, dict):
            yield number, value
        else:
            yield BadLine(number, "not_an_object", f"Row {number} is JSON, but not an object.")
    if not number:
        raise UnreadableFileError("no_rows", "The JSON holds no list of objects.", line=1)


def _values(text: _Text) -> Iterator[Any]:
    while start := text.next_character():
        if start == "[":
            yield from _elements(text)
        elif start == "{":
            yield from _rows_of_object(text)
        else:
            raise text.error("Expected an object or a list")


def _elements(text: _Text) -> Iterator[Any]:
    text.take("[")
    if text.next_character() == "]":
        text.take("]")
        return
    while True:
        yield text.value()
        if text.next_character() == ",":
            text.take(",")
        else:
            text.take("]")
            return


def _rows_of_object(text: _Text) -> Iterator[Any]:
    """The rows in its lists of objects; the object itself where it has none."""
    text.take("{")
    held: dict[str, Any] = {}
    lists = False
    size = 0
    while text.next_character() != "}":
        began = text.place
        name = text.value()
        if not isinstance(name, str):
            raise text.error("Expected a name")
        text.take(":")
        if name.lower() in LISTS and text.next_character() == "[" and text.after_next() in "{]":
            lists = True
            yield from _elements(text)
        else:
            held[name] = text.value()
        size += text.place - began
        if not lists and size > text.max_row:
            raise text.too_long()
        if text.next_character() == ",":
            text.take(",")
    text.take("}")
    if lists:
        return
    columns = held and all(isinstance(value, (list, dict)) for value in held.values())
    if columns and len({len(value) for value in held.values()}) == 1 and len(held) > 1:
        raise UnreadableFileError(
            "no_rows",
            "The JSON is a table by columns: write it as a list of rows "
            '(with pandas: to_json(orient="records", lines=True)).',
            line=1,
        )
    yield held


class _Text:
    """The file's text, as much of it as is needed."""

    def __init__(self, stream: BinaryIO, max_row: int, max_total: int) -> None:
        self.max_row = max_row
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._max_total = self._left = max_total
        self._held, self._at, self._before = "", 0, 0
        self._ended = False
        self._lines = 1

    @property
    def place(self) -> int:
        """Characters read so far."""
        return self._before + self._at

    def next_character(self) -> str:
        """The next one that is no space, left where it is; empty at the end."""
        while True:
            while self._at < len(self._held):
                if self._held[self._at] not in _SPACE:
                    return self._held[self._at]
                self._at += 1
            if not self._more():
                return ""

    def after_next(self) -> str:
        """The one after the next that is no space."""
        at = self._at + 1
        while True:
            while at < len(self._held):
                if self._held[at] not in _SPACE:
                    return self._held[at]
                at += 1
            before = self._at
            if not self._more():
                return ""
            at -= before

    def take(self, character: str) -> None:
        if self.next_character() != character:
            raise self.error(f"Expected {character!r}")
        self._at += 1

    def value(self) -> Any:
        """The value that comes next."""
        self.next_character()
        block = BLOCK
        while True:
            try:
                value, end = _decode(self._held, self._at)
            except json.JSONDecodeError as error:
                unfinished = error.pos >= len(self._held) - _UNFINISHED or (
                    error.msg.startswith("Unterminated string")
                )
                if not unfinished or not self._more(block):
                    raise self.error(error.msg, error.pos - self._at) from error
            except RecursionError as error:
                raise self.error("It is nested too deeply") from error
            else:
                if end < len(self._held) or not self._more():
                    if end - self._at > self.max_row:
                        self._at = end
                        message = f"A row is longer than {self.max_row:,} characters."
                        return BadLine(1, "line_too_long", message)
                    self._at = end
                    return value
            if len(self._held) - self._at > self.max_row + 2 * BLOCK:
                raise self.too_long()
            block *= 2

    def too_long(self) -> UnreadableFileError:
        return UnreadableFileError(
            "line_too_long",
            f"A row is longer than {self.max_row:,} characters.",
            line=self._line(),
        )

    def error(self, message: str, beyond: int = 0) -> UnreadableFileError:
        if self._ended and self._at + beyond >= len(self._held.rstrip()):
            message = "It breaks off"
        line = self._line() + self._held[self._at : self._at + beyond].count("\n")
        return UnreadableFileError("bad_json", f"Not JSON: {message} (line {line}).", line=line)

    def _line(self) -> int:
        return self._lines + self._held[: self._at].count("\n")

    def _more(self, count: int = BLOCK) -> bool:
        """Reads on, and forgets what was used. False at the end."""
        if self._ended:
            return False
        block = self._stream.read(count)
        self._left -= len(block)
        if self._left < 0:
            raise UnreadableFileError(
                "file_too_large",
                f"The file holds more than {self._max_total:,} bytes (after decompression).",
                line=self._line(),
            )
        try:
            text = self._decoder.decode(block, final=not block)
        except UnicodeDecodeError as error:
            raise UnreadableFileError(
                "undecodable",
                "The file is not UTF-8 throughout: state its encoding if it is another, such as "
                "Latin-1.",
                line=self._line(),
            ) from error
        if not block:
            self._ended = True
            return False
        self._lines += self._held[: self._at].count("\n")
        self._before += self._at
        self._held, self._at = self._held[self._at :] + text, 0
        return True


def _constant(name: str) -> float | None:
    return None if name == "NaN" else math.inf


_decode: Callable[[str, int], tuple[Any, int]] = cast(
    Any, json.JSONDecoder(parse_constant=_constant)
).raw_decode
