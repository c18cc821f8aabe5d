"""What lies under a file's packing: decompressed, decoded into UTF-8, and bounded.

Packing is known by its first bytes, not by names: gzip, bzip2, xz and Zstandard. Everything is
unpacked as it is read, never more than a few blocks at a time, whatever the file claims to be.
"""

from __future__ import annotations

import bz2
import codecs
import gzip
import io
import lzma
import tempfile
import zlib
from typing import IO, Any, BinaryIO, cast

from feedback.imports.lines import UnreadableFileError

BLOCK = 2**18
ENCODINGS = ("utf-8", "utf-16", "latin-1", "cp1252")
GZIP, BZIP2, XZ, ZSTD = b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00", b"\x28\xb5\x2f\xfd"
# What people bring by mistake, by its first bytes, and what to do about it.
STRANGE: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "a PDF document: add it on the page of documents"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"SQLite format 3", "an SQLite database: save the table as CSV"),
    (b"\x89HDF", "an HDF5 file: save it as Parquet"),
    (b"\x93NUMPY", "a NumPy array: save it as CSV or Parquet"),
    (b"7z\xbc\xaf", "a 7z archive: unpack it first"),
    (b"Rar!", "a RAR archive: unpack it first"),
    (b"\xd0\xcf\x11\xe0", "an old Office document: save the table as CSV"),
    (b"\x80\x02", "a pickle of Python: save it as JSON lines"),
    (b"\x80\x03", "a pickle of Python: save it as JSON lines"),
    (b"\x80\x04", "a pickle of Python: save it as JSON lines"),
    (b"\x80\x05", "a pickle of Python: save it as JSON lines"),
    (b"Obj\x01", "an Avro file: save it as Parquet"),
    (b"ORC", "an ORC file: save it as Parquet"),
    (b"\x04\x22\x4d\x18", "packed with LZ4: unpack it first"),
)


def refuse_strange(start: bytes) -> None:
    """Raises UnreadableFileError ``unknown_container`` for what is known to be no data file."""
    for magic, name in STRANGE:
        if start.startswith(magic):
            raise UnreadableFileError("unknown_container", f"This is {name}.", line=1)
    text = start.lstrip()[:20].lower()
    if text.startswith((b"<!doctype", b"<html", b"<?xml")):
        raise UnreadableFileError(
            "unknown_container",
            "This is a web page or XML: download the data file itself.",
            line=1,
        )


def unpacked(file: BinaryIO, *, max_bytes: int) -> tuple[BinaryIO, str]:
    """The stream inside a seekable file, from where it stands, and what it was packed with (empty
    where it is not). Reading more than ``max_bytes`` raises UnreadableFileError
    ``file_too_large``, damage ``damaged_gzip`` and the like."""
    start = peek(file, 8)
    if start.startswith(GZIP):
        return _bounded(cast(BinaryIO, gzip.GzipFile(fileobj=file, mode="rb")), "gzip", max_bytes)
    if start.startswith(BZIP2):
        return _bounded(cast(BinaryIO, bz2.BZ2File(file)), "bzip2", max_bytes)
    if start.startswith(XZ):
        return _bounded(cast(BinaryIO, lzma.LZMAFile(file)), "xz", max_bytes)
    if start.startswith(ZSTD):
        import pyarrow as pa

        return _bounded(
            cast(BinaryIO, pa.CompressedInputStream(_Lent(file), "zstd")), "zstd", max_bytes
        )
    return file, ""


def peek(file: BinaryIO, count: int) -> bytes:
    """The next bytes of a seekable file, which is left where it stood."""
    start = file.read(count)
    file.seek(-len(start), 1)
    return start


def _bounded(stream: BinaryIO, packing: str, max_bytes: int) -> tuple[BinaryIO, str]:
    return cast(BinaryIO, io.BufferedReader(_Bounded(stream, packing, max_bytes), BLOCK)), packing


class _Lent(io.RawIOBase):
    """A stream that stays open when its reader goes."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        content = self._stream.read(len(buffer))
        buffer[: len(content)] = content
        return len(content)


class _Bounded(io.RawIOBase):
    """A stream that ends with an error where it is damaged, or goes on for too long."""

    def __init__(self, stream: BinaryIO, packing: str, most: int) -> None:
        self._stream = stream
        self._packing = packing
        self._most = self._left = most

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            # Of data that break off, read1 gives what comes before; read gives nothing of it.
            content = cast(Any, self._stream).read1(min(len(buffer), BLOCK))
        except (OSError, EOFError, zlib.error, lzma.LZMAError, ValueError) as error:
            raise UnreadableFileError(
                f"damaged_{self._packing}",
                f"The {self._packing} data is damaged: {str(error)[:200]}",
                line=1,
            ) from error
        self._left -= len(content)
        if self._left < 0:
            raise too_large(self._most)
        buffer[: len(content)] = content
        return len(content)


def too_large(most: int) -> UnreadableFileError:
    return UnreadableFileError(
        "file_too_large",
        f"The file holds more than {most:,} bytes (after decompression).",
        line=1,
    )


def decoded(stream: BinaryIO, encoding: str | None) -> BinaryIO:
    """The stream as UTF-8. UTF-16 is known by its mark; other encodings have to be stated.

    Raises UnreadableFileError ``undecodable`` as it is read, or where it is UTF-16 without a mark.
    """
    buffered = stream if hasattr(stream, "peek") else io.BufferedReader(_Lent(stream), BLOCK)
    start = cast(Any, buffered).peek(4)[:4]
    if encoding in (None, "utf-8"):
        if start[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
            encoding = "utf-16"
        elif len(start) == 4 and (start[1::2] == b"\0\0" or start[::2] == b"\0\0"):
            raise UnreadableFileError(
                "undecodable", "This looks like UTF-16: state it as the encoding.", line=1
            )
        else:
            return buffered
    if encoding == "utf-16" and start[:2] not in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        encoding = "utf-16-be" if start[:1] == b"\0" else "utf-16-le"
    assert encoding is not None
    recoded = _Recoded(buffered, encoding)
    return cast(BinaryIO, io.BufferedReader(recoded, BLOCK))


class _Recoded(io.RawIOBase):
    """Text of another encoding as UTF-8."""

    def __init__(self, stream: BinaryIO, encoding: str) -> None:
        self._stream = stream
        self._encoding = encoding
        self._decoder = codecs.getincrementaldecoder(encoding)()
        self._held = b""
        self._read = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._held:
            block = self._stream.read(BLOCK)
            try:
                text = self._decoder.decode(block, final=not block)
            except UnicodeDecodeError as error:
                raise UnreadableFileError(
                    "undecodable",
                    f"Byte {self._read + error.start + 1:,} is not {self._encoding.upper()}.",
                    line=1,
                ) from error
            self._read += len(block)
            self._held = text.encode("utf-8", "surrogatepass")
            if not block:
                break
        part, self._held = self._held[: len(buffer)], self._held[len(buffer) :]
        buffer[: len(part)] = part
        return len(part)


def seekable(stream: BinaryIO, *, max_bytes: int) -> IO[bytes]:
    """The stream itself where it can be sought in, else a temporary copy of it."""
    if stream.seekable():
        return stream
    copy = tempfile.TemporaryFile()  # noqa: SIM115 (it goes with its last reader)
    size = 0
    while block := stream.read(BLOCK):
        size += len(block)
        if size > max_bytes:
            raise too_large(max_bytes)
        copy.write(block)
    copy.seek(0)
    return copy
