"""Rows into files: JSONL, JSONL.gz, JSON, CSV and Parquet, written as they come.

The columns of a format are described by plain values: a word (``text``, ``number``, ``integer``,
``truth``, ``json``), a list with the description of its items, or a dictionary of fields.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Mapping
from typing import Any, BinaryIO, Protocol

from feedback.exports.formula_cells import guarded
from feedback.exports.records import Row

Shape = str | list[Any] | dict[str, Any]
MESSAGES: Shape = [{"role": "text", "content": "text"}]
EXTENSIONS = {
    "jsonl": "jsonl",
    "jsonl.gz": "jsonl.gz",
    "json": "json",
    "csv": "csv",
    "parquet": "parquet",
}
NESTING = ("jsonl", "jsonl.gz", "json")  # those that take rows of any shape
ROW_GROUP_BYTES = 4 * 2**20
ROW_GROUP_ROWS = 2000
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


class Writer(Protocol):
    """Takes rows; ``close`` completes the file and leaves the stream open.

    ``left_out`` counts values that the columns of the file have no place for.
    """

    left_out: int

    def write(self, row: Row) -> None: ...

    def close(self) -> None: ...


def open_writer(
    container: str,
    file: BinaryIO,
    columns: Mapping[str, Shape],
    *,
    guard_formulas: bool = False,
) -> Writer:
    """The writer of a container. Raises KeyError for an unknown one.

    Args:
        guard_formulas: CSV alone: whether cells that a spreadsheet would run get an apostrophe.
    """
    if container == "jsonl":
        return JsonlWriter(file)
    if container == "jsonl.gz":
        return GzippedJsonlWriter(file)
    if container == "json":
        return JsonWriter(file)
    if container == "csv":
        return CsvWriter(file, columns, guard_formulas=guard_formulas)
    if container == "parquet":
        return ParquetWriter(file, columns)
    raise KeyError(container)


def to_json_line(row: Mapping[str, object]) -> bytes:
    """The row as one line of UTF-8 JSON with its newline; fields in the row's own order."""
    return _ENCODER.encode(row).encode() + b"\n"


class JsonlWriter:
    """One JSON object a line, whatever its fields."""

    def __init__(self, file: BinaryIO) -> None:
        self.left_out = 0
        self._file = file

    def write(self, row: Row) -> None:
        self._file.write(to_json_line(row))

    def close(self) -> None:
        self._file.flush()


class GzippedJsonlWriter(JsonlWriter):
    """The same, compressed; equal rows make equal bytes."""

    def __init__(self, file: BinaryIO) -> None:
        self._packed = gzip.GzipFile(fileobj=file, mode="wb", mtime=0, filename="", compresslevel=6)
        super().__init__(io.BufferedWriter(self._packed, 2**16))

    def close(self) -> None:
        super().close()
        self._packed.close()


class JsonWriter(JsonlWriter):
    """One list of all rows, each on a line of its own."""

    def __init__(self, file: BinaryIO) -> None:
        super().__init__(file)
        self._before = b"[\n"

    def write(self, row: Row) -> None:
        self._file.write(self._before + to_json_line(row).removesuffix(b"\n"))
        self._before = b",\n"

    def close(self) -> None:
        self._file.write(b"[]\n" if self._before == b"[\n" else b"\n]\n")
        super().close()


class CsvWriter:
    """A header and a line a row; what is no single value is JSON, nothing is an empty cell."""

    def __init__(
        self, file: BinaryIO, columns: Mapping[str, Shape], *, guard_formulas: bool
    ) -> None:
        self.left_out = 0
        self._columns = dict(columns)
        self._guard = guarded if guard_formulas else _as_it_is
        self._text = io.TextIOWrapper(file, encoding="utf-8", newline="")
        self._rows = csv.writer(self._text)
        self._rows.writerow(self._columns)

    def write(self, row: Row) -> None:
        self.left_out += len(row.keys() - self._columns.keys())
        cells = [_cell(row.get(name)) for name in self._columns]
        self._rows.writerow([self._guard(c) if isinstance(c, str) else c for c in cells])

    def close(self) -> None:
        self._text.flush()
        self._text.detach()


class ParquetWriter:
    """Row groups of bounded size, each written when it is full."""

    def __init__(self, file: BinaryIO, columns: Mapping[str, Shape]) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        self.left_out = 0
        self._columns = dict(columns)
        self._schema = pa.schema(
            [(name, _arrow_type(shape)) for name, shape in self._columns.items()]
        )
        self._writer = pq.ParquetWriter(file, self._schema, compression="zstd")
        self._held: dict[str, list[Any]] = {name: [] for name in self._columns}
        self._bytes = self._count = 0

    def write(self, row: Row) -> None:
        self.left_out += len(row.keys() - self._columns.keys())
        for name, shape in self._columns.items():
            self._held[name].append(self._fit(shape, row.get(name)))
        self._count += 1
        if self._count == ROW_GROUP_ROWS or self._bytes >= ROW_GROUP_BYTES:
            self._flush()

    def close(self) -> None:
        if self._count:
            self._flush()
        self._writer.close()

    def _flush(self) -> None:
        import pyarrow as pa

        arrays = [pa.array(self._held[field.name], type=field.type) for field in self._schema]
        self._writer.write_table(pa.Table.from_arrays(arrays, schema=self._schema))
        self._held = {name: [] for name in self._columns}
        self._bytes = self._count = 0

    def _fit(self, shape: Shape, value: Any) -> Any:
        """The value as its column takes it; what has no place in it is counted."""
        if value is None:
            return None
        if isinstance(shape, dict):
            self.left_out += sum(1 for name in value if name not in shape)
            return {name: self._fit(inner, value.get(name)) for name, inner in shape.items()}
        if isinstance(shape, list):
            return [self._fit(shape[0], item) for item in value]
        if shape == "json" or (shape == "text" and not isinstance(value, str)):
            value = _ENCODER.encode(value)
        if isinstance(value, str):
            self._bytes += len(value)
        return value


def _arrow_type(shape: Shape) -> Any:
    import pyarrow as pa

    if isinstance(shape, dict):
        return pa.struct([(name, _arrow_type(inner)) for name, inner in shape.items()])
    if isinstance(shape, list):
        return pa.list_(_arrow_type(shape[0]))
    types = {
        "text": pa.string(),
        "json": pa.string(),
        "number": pa.float64(),
        "integer": pa.int64(),
        "truth": pa.bool_(),
    }
    return types[shape]


def _as_it_is(cell: str) -> str:
    return cell


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (dict, list)):
        return _ENCODER.encode(value)
    return value
