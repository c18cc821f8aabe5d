"""Rows of Arrow files and streams, as ``save_to_disk`` of the datasets library writes them."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Any, BinaryIO

from feedback.imports.lines import UnreadableFileError
from feedback.imports.parquet import plain
from feedback.imports.streams import peek, seekable

FILE_MAGIC = b"ARROW1"
STREAM_MAGIC = b"\xff\xff\xff\xff"
ROWS_AT_A_TIME = 256


def is_arrow(start: bytes) -> bool:
    return start.startswith((FILE_MAGIC, STREAM_MAGIC))


def arrow_rows(stream: BinaryIO, *, max_bytes: int) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield (number from 1, fields).

    Raises UnreadableFileError: ``damaged_arrow``, ``compressed_arrow``, ``duplicate_columns``,
    ``file_too_large``.
    """
    import pyarrow as pa

    number = 0
    try:
        for batch in _batches(stream, max_bytes):
            if len(set(batch.schema.names)) < len(batch.schema.names):
                raise UnreadableFileError("duplicate_columns", "Two columns have one name.", line=1)
            for start in range(0, batch.num_rows, ROWS_AT_A_TIME):
                for row in batch.slice(start, ROWS_AT_A_TIME).to_pylist():
                    number += 1
                    yield number, {name: plain(value) for name, value in row.items()}
    except UnreadableFileError:
        raise
    except (pa.ArrowException, OSError, ValueError, OverflowError, MemoryError) as error:
        raise UnreadableFileError(
            "damaged_arrow", f"The Arrow data is damaged: {str(error)[:200]}", line=number + 1
        ) from error


def _batches(stream: BinaryIO, max_bytes: int) -> Iterator[Any]:
    import pyarrow as pa

    file = seekable(stream, max_bytes=max_bytes)
    if peek(file, 6) == FILE_MAGIC:  # type: ignore[arg-type]
        file.seek(8)  # the file is a stream with a magic and a table of contents around it
    messages = pa.ipc.MessageReader.open_stream(file)
    schema = pa.ipc.read_schema(messages.read_next_message())
    for message in messages:
        if message.type == "record batch":
            if _is_compressed(message.metadata.to_pybytes()):
                raise UnreadableFileError(
                    "compressed_arrow",
                    "The Arrow data is compressed: save it without compression, or as Parquet.",
                    line=1,
                )
            batch = pa.ipc.read_record_batch(message, schema)
            batch.validate(full=True)
            yield batch
        elif message.type == "dictionary":
            raise UnreadableFileError(
                "damaged_arrow",
                "The Arrow data has dictionaries of values: save it as Parquet.",
                line=1,
            )


def _is_compressed(metadata: bytes) -> bool:
    """Whether the header of a record batch, a flatbuffer, says that its buffers are packed."""

    def field(table: int, index: int) -> int:
        vtable = table - struct.unpack_from("<i", metadata, table)[0]
        size = struct.unpack_from("<H", metadata, vtable)[0]
        at = 4 + 2 * index
        offset = struct.unpack_from("<H", metadata, vtable + at)[0] if at < size else 0
        return table + offset if offset else 0

    try:
        message = struct.unpack_from("<I", metadata, 0)[0]
        header = field(message, 2)
        batch = header + struct.unpack_from("<I", metadata, header)[0]
        return field(batch, 3) != 0
    except struct.error as error:
        raise ValueError("a header is cut short") from error
