"""Snapshots to where others find them: a folder, a bucket, a repository of a Hugging Face hub."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Iterator
from typing import IO, cast

import fsspec

from feedback.errors import Refusal
from feedback.models import Snapshot

BLOCK_BYTES = 2**20
CARD = "README.md"


def push_snapshot(*, snapshot: Snapshot, address: str) -> list[str]:
    """Writes a snapshot's files and its card, README.md, into the folder at an address.

    Addresses are those of fsspec: file:///srv/sets/walls, s3://bucket/walls, or
    hf://datasets/NAME/REPOSITORY, which asks for the hub's own package and login. A snapshot with
    splits is unpacked, so that ``datasets.load_dataset`` finds them by the card. The card goes
    last: a folder that has one is whole. Files of the same names are written over.

    Returns:
        The paths that were written.

    Raises:
        Refusal: ``unknown_address`` (nothing here knows such addresses) or ``cannot_write``.
    """
    try:
        target, folder = fsspec.core.url_to_fs(address)
        target.makedirs(folder, exist_ok=True)
        written = []
        with snapshot.file.open("rb") as stored:
            for name, content in _files(snapshot, cast("IO[bytes]", stored)):
                written.append(f"{folder.rstrip('/')}/{name}")
                with target.open(written[-1], "wb") as file:
                    shutil.copyfileobj(content, file, BLOCK_BYTES)
    except (ValueError, ImportError) as error:
        raise Refusal("unknown_address", f"{address}: {error}", status=400) from error
    except OSError as error:
        raise Refusal("cannot_write", f"{address}: {error.strerror or error}") from error
    return written


def _files(snapshot: Snapshot, stored: IO[bytes]) -> Iterator[tuple[str, IO[bytes]]]:
    """Names and contents, the card last."""
    if snapshot.filename.endswith(".zip"):
        with zipfile.ZipFile(stored) as packed:
            for name in packed.namelist():
                if name != CARD:
                    with packed.open(name) as content:
                        yield name, content
    else:
        yield snapshot.filename, stored
    yield CARD, io.BytesIO(snapshot.card.encode())
