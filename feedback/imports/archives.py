"""Data files inside a ZIP or a tar archive, also the folder of a dataset that was saved to disk."""

from __future__ import annotations

import io
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO, BinaryIO, NamedTuple, cast

from feedback.imports.lines import UnreadableFileError
from feedback.imports.streams import BLOCK, too_large

ZIP = b"PK\x03\x04"
EMPTY_ZIP = b"PK\x05\x06"
TAR_AT, TAR = 257, b"ustar"
MOST_MEMBERS = 10_000
DATA = (".jsonl", ".ndjson", ".json", ".csv", ".tsv", ".parquet", ".arrow", ".txt")
PACKED = (".gz", ".bz2", ".xz", ".zst")
# What stands beside the data of a saved dataset or of an export.
NO_DATA = {"dataset_info.json", "state.json", "dataset_dict.json", "package.json"}


class Member(NamedTuple):
    """A data file in an archive."""

    name: str
    stream: BinaryIO


def is_zip(start: bytes) -> bool:
    return start.startswith((ZIP, EMPTY_ZIP))


def is_tar(start: bytes) -> bool:
    return start[TAR_AT : TAR_AT + len(TAR)] == TAR


def is_data(name: str) -> bool:
    """Whether a member of that name is a data file; hidden files and descriptions are none."""
    path = PurePosixPath(name.lower())
    if any(part.startswith((".", "__macosx")) for part in path.parts) or path.name in NO_DATA:
        return False
    plain = path.with_suffix("") if path.suffix in PACKED else path
    return plain.suffix in DATA and not plain.name.startswith("readme")


def zip_members(file: IO[bytes], *, max_bytes: int) -> Iterator[Member]:
    """The data files of a ZIP by name, each to be read before the next is asked for.

    Raises UnreadableFileError: ``damaged_zip``, ``unknown_container`` (an Office document),
    ``encrypted_zip``, ``no_data``, ``file_too_large``.
    """
    try:
        with zipfile.ZipFile(file) as packed:
            names = packed.namelist()
            if "[Content_Types].xml" in names:
                raise UnreadableFileError(
                    "unknown_container",
                    "This is an Excel or Office document: save the table as CSV.",
                    line=1,
                )
            found = [each for each in packed.infolist() if is_data(each.filename)]
            _check(names, len(found), "ZIP archive")
            if any(each.flag_bits & 1 for each in found):
                raise UnreadableFileError(
                    "encrypted_zip", "The ZIP archive is encrypted: unpack it first.", line=1
                )
            left = max_bytes
            for each in sorted(found, key=lambda each: each.filename):
                left -= each.file_size
                if left < 0:
                    raise too_large(max_bytes)
                with packed.open(each) as content:
                    yield Member(each.filename, _exactly(content, each.file_size, "zip"))
    except (zipfile.BadZipFile, NotImplementedError, OSError, EOFError, ValueError) as error:
        if isinstance(error, UnreadableFileError):
            raise
        raise UnreadableFileError(
            "damaged_zip", f"The ZIP archive is damaged: {str(error)[:200]}", line=1
        ) from error


def tar_members(stream: BinaryIO, *, max_bytes: int) -> Iterator[Member]:
    """The data files of a tar archive as they come, each to be read before the next.

    Raises UnreadableFileError: ``damaged_tar``, ``no_data``, ``file_too_large``.
    """
    names: list[str] = []
    found, left = 0, max_bytes
    try:
        with tarfile.open(fileobj=stream, mode="r|") as packed:
            for each in packed:
                names.append(each.name)
                if len(names) > MOST_MEMBERS:
                    _check(names, found, "tar archive")
                if not each.isfile() or not is_data(each.name):
                    continue
                found += 1
                left -= each.size
                if left < 0:
                    raise too_large(max_bytes)
                content = packed.extractfile(each)
                assert content is not None
                yield Member(each.name, _exactly(content, each.size, "tar"))
    except (tarfile.TarError, OSError, EOFError) as error:
        raise UnreadableFileError(
            "damaged_tar", f"The tar archive is damaged: {str(error)[:200]}", line=1
        ) from error
    _check(names, found, "tar archive")


def write_folder(folder: Path, target: IO[bytes]) -> None:
    """Packs the data files of a folder, by name, so that it can be read as an archive.

    Raises UnreadableFileError ``no_data``.
    """
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    names = [path.relative_to(folder).as_posix() for path in paths]
    found = [(path, name) for path, name in zip(paths, names, strict=True) if is_data(name)]
    _check(names, len(found), "folder")
    with tarfile.open(fileobj=target, mode="w") as packed:
        for path, name in found:
            packed.add(path, name)


def _check(names: list[str], found: int, kind: str) -> None:
    if len(names) > MOST_MEMBERS:
        raise UnreadableFileError(
            "file_too_large", f"The {kind} holds more than {MOST_MEMBERS:,} files.", line=1
        )
    if not found:
        shown = ", ".join(names[:3]) or "nothing"
        raise UnreadableFileError(
            "no_data",
            f"This {kind} holds no data file (JSON, JSON lines, CSV, Parquet or Arrow) but "
            f"{shown[:200]}.",
            line=1,
        )


def _exactly(content: IO[bytes], size: int, kind: str) -> BinaryIO:
    """Not more bytes than the archive says: what it says has been counted."""
    return cast(BinaryIO, io.BufferedReader(_Limited(content, size, kind), BLOCK))


class _Limited(io.RawIOBase):
    def __init__(self, content: IO[bytes], size: int, kind: str) -> None:
        self._content = content
        self._left = size
        self._kind = kind

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        block = self._content.read(min(len(view), self._left, BLOCK)) if self._left else b""
        self._left -= len(block)
        view[: len(block)] = block
        return len(block)
