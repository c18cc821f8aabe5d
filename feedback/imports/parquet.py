"""Rows of a Parquet file, a few hundred at a time."""

from __future__ import annotations

import datetime
import decimal
from collections.abc import Iterator
from typing import Any, BinaryIO

from feedback.imports.lines import MEBIBYTE, UnreadableFileError

MAGIC = b"PAR1"
ROWS_AT_A_TIME = 256
MAX_ROW_GROUP_BYTES = 512 * MEBIBYTE


def is_parquet(file: BinaryIO) -> bool:
    """Whether the file, from where it stands, begins as Parquet does; it is left where it stood."""
    start = file.read(len(MAGIC))
    file.seek(-len(start), 1)
    return start == MAGIC


def parquet_rows(file: BinaryIO, *, max_bytes: int) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield (number from 1, fields). Times become ISO 8601 texts, decimals floats.

    Raises UnreadableFileError: ``damaged_parquet``, ``duplicate_columns``, ``file_too_large`` (more
    than ``max_bytes`` after decompression, or a row group of more than 512 MiB).
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    number = 0
    try:
        parquet = pq.ParquetFile(file, pre_buffer=False, buffer_size=MEBIBYTE)
        _check_sizes(parquet.metadata, max_bytes)
        names = parquet.schema_arrow.names
        if len(set(names)) < len(names):
            raise UnreadableFileError("duplicate_columns", "Two columns have one name.", line=1)
        for batch in parquet.iter_batches(batch_size=ROWS_AT_A_TIME, use_threads=False):
            for row in batch.to_pylist():
                number += 1
                yield number, {name: plain(value) for name, value in row.items()}
    except UnreadableFileError:
        raise
    except (pa.ArrowException, OSError, ValueError, OverflowError) as error:
        raise UnreadableFileError(
            "damaged_parquet", f"The Parquet data is damaged: {str(error)[:200]}", line=number + 1
        ) from error


def _check_sizes(metadata: Any, max_bytes: int) -> None:
    sizes = [metadata.row_group(index).total_byte_size for index in range(metadata.num_row_groups)]
    if sum(sizes) > max_bytes or max(sizes, default=0) > MAX_ROW_GROUP_BYTES:
        raise UnreadableFileError(
            "file_too_large",
            f"The file holds more than {max_bytes:,} bytes, or a row group of more than "
            f"{MAX_ROW_GROUP_BYTES:,} bytes (after decompression).",
            line=1,
        )


def plain(value: Any) -> Any:
    """The value as JSON has it."""
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    if isinstance(value, (datetime.datetime, datetime.date, datetime.time)):
        return value.isoformat()
    if isinstance(value, datetime.timedelta):
        return value.total_seconds()
    if isinstance(value, decimal.Decimal):
        return float(value)
    if isinstance(value, tuple):  # an entry of a map
        return [plain(inner) for inner in value]
    return value
