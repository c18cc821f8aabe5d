"""The same rows as JSON lines, CSV and Parquet."""

from __future__ import annotations

import datetime
import gzip
import io
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from feedback.imports import BadLine, RawRow, UnreadableFileError, container_of, open_rows


def rows_of(data: bytes, **options: Any) -> list[RawRow | BadLine]:
    return list(open_rows(io.BytesIO(data), **options))


def parquet(rows: list[dict[str, Any]], **options: Any) -> bytes:
    file = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows), file, **options)
    return file.getvalue()


def problem(row: RawRow | BadLine) -> str:
    assert isinstance(row, BadLine)
    return row.problem


def test_the_container_is_known_by_its_first_bytes_or_its_name():
    assert container_of(io.BytesIO(parquet([{"a": 1}])), "x.jsonl") == "parquet"
    assert container_of(io.BytesIO(b"a,b\n"), "X.CSV.gz") == "csv"
    assert container_of(io.BytesIO(b"a,b\n"), "rows.txt") == "jsonl"


def test_json_lines_are_numbered_and_a_bad_one_stands_alone():
    data = b'\xef\xbb\xbf{"a": 1}\n\n{"a": -Infinity}\n{"a": 1e999}\n[]\n{"a": "\\ud800"}\n{"a": 2}'
    first, *bad, last = rows_of(data)
    assert (first, last) == (RawRow(1, {"a": 1}), RawRow(7, {"a": 2}))
    assert [(row.line, problem(row)) for row in bad] == [
        (3, "bad_number"),
        (4, "bad_number"),
        (5, "not_an_object"),
        (6, "bad_character"),
    ]


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_csv_rows_have_the_number_of_their_first_line(pack):
    data = pack('a,b\n1,"two\nlines, ""quoted"""\n\nx,\nalone\ny,é\n'.encode())
    good, empty, short, last = rows_of(data, container="csv")
    assert good == RawRow(2, {"a": "1", "b": 'two\nlines, "quoted"'})
    assert empty == RawRow(5, {"a": "x", "b": ""})
    assert (short.line, problem(short)) == (6, "wrong_number_of_fields")
    assert last == RawRow(7, {"a": "y", "b": "é"})


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b'a,b\n1,"open', "damaged_csv"),
        (b"a,a\n1,2\n", "duplicate_columns"),
        (b"a,\xff\n1,2\n", "undecodable"),
        (b'a,b\n1,"' + b"x\n" * 100 + b'"\n', "line_too_long"),
    ],
)
def test_a_csv_that_cannot_be_read_is_refused(data, code):
    with pytest.raises(UnreadableFileError) as refusal:
        rows_of(data, container="csv", max_line_bytes=100)
    assert refusal.value.code == code


def test_parquet_rows_are_plain_and_numbered():
    moment = datetime.datetime(2016, 1, 31, tzinfo=datetime.UTC)
    data = parquet([{"a": [{"b": 1.5}], "t": moment, "n": None}, {"a": [], "t": None, "n": 3}])
    assert rows_of(data) == [
        RawRow(1, {"a": [{"b": 1.5}], "t": "2016-01-31T00:00:00+00:00", "n": None}),
        RawRow(2, {"a": [], "t": None, "n": 3}),
    ]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({"a": float("inf")}, "bad_number"),
        ({"a": b"\x00"}, "bad_value"),
        ({"a": "\0"}, "bad_character"),
    ],
)
def test_what_no_database_stores_is_one_bad_row(row, code):
    data = parquet([row])
    assert [problem(each) for each in rows_of(data)] == [code]


@pytest.mark.parametrize("keep", [4, 100, -1])
def test_a_parquet_file_cut_short_is_damaged(keep):
    with pytest.raises(UnreadableFileError) as refusal:
        rows_of(parquet([{"a": "x" * 1000}])[:keep])
    assert refusal.value.code == "damaged_parquet"


def test_parquet_that_unfolds_beyond_the_bound_is_refused_before_it_does():
    data = parquet([{"a": "x" * 10_000}] * 1000)
    assert len(data) < 100_000
    with pytest.raises(UnreadableFileError) as refusal:
        rows_of(data, max_total_bytes=1000)
    assert refusal.value.code == "file_too_large"
