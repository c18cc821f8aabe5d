"""Lines of plain and gzipped files, within bounds."""

from __future__ import annotations

import gzip
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.imports import BadLine, UnreadableFileError, open_lines
from feedback.imports.streams import unpacked


def lines_of(data: bytes, **bounds: int) -> list[bytes | BadLine]:
    stream, _ = unpacked(io.BytesIO(data), max_bytes=bounds.get("max_total_bytes", 2**30))
    return list(open_lines(stream, **bounds))


def refusal(data: bytes, **bounds: int) -> UnreadableFileError:
    with pytest.raises(UnreadableFileError) as caught:
        lines_of(data, **bounds)
    return caught.value


@given(st.lists(st.binary(max_size=20).map(lambda line: line.replace(b"\n", b"")), max_size=8))
def test_plain_and_gzipped_files_have_the_same_lines(lines: list[bytes]) -> None:
    # A plain file must not look like a gzipped one.
    data = b"".join(line + b"\n" for line in [b"{}", *lines])
    for stored in (data, gzip.compress(data)):
        assert lines_of(stored) == [b"{}", *lines]


def test_a_last_line_needs_no_newline() -> None:
    assert list(open_lines(io.BytesIO(b"a\n\nb"))) == [b"a", b"", b"b"]
    assert list(open_lines(io.BytesIO(b""))) == []


def test_reading_begins_where_the_file_stands() -> None:
    file = io.BytesIO(b"skipped\nread\n")
    file.readline()
    assert list(open_lines(file)) == [b"read"]


def test_a_line_may_be_as_long_as_the_bound_and_no_longer() -> None:
    assert list(open_lines(io.BytesIO(b"12345\n12345"), max_line_bytes=5)) == [b"12345"] * 2
    one, long, last = lines_of(b"1\n" + b"x" * 999 + b"\n2", max_line_bytes=5)
    assert (one, last) == (b"1", b"2")
    assert isinstance(long, BadLine)
    assert (long.line, long.problem) == (2, "line_too_long")


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_a_file_may_not_be_larger_than_the_bound(pack: type[bytes]) -> None:
    data = pack(b"1234\n" * 10)
    assert len(lines_of(data, max_total_bytes=50)) == 10
    assert refusal(data, max_total_bytes=49).code == "file_too_large"


def test_a_gzip_bomb_is_stopped_before_it_unfolds() -> None:
    bomb = gzip.compress(bytes(50_000_000))
    assert refusal(bomb, max_line_bytes=1000, max_total_bytes=10_000).code == "file_too_large"
    many_lines = gzip.compress(b"\n" * 5_000_000)
    assert refusal(many_lines, max_total_bytes=1000).code == "file_too_large"


@pytest.mark.parametrize("keep", [5, 30, -1])
def test_a_gzipped_file_cut_short_is_damaged(keep: int) -> None:
    data = gzip.compress(bytes(range(256)) * 4)
    assert refusal(data[:keep]).code == "damaged_gzip"


def test_wrong_bytes_in_a_gzipped_file_are_damage() -> None:
    data = bytearray(gzip.compress(b"The pump lifts water.\n" * 50))
    data[15] ^= 0xFF
    assert refusal(bytes(data)).code == "damaged_gzip"
