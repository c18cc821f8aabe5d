"""Files as answers, whole or in part (RFC 9110, section 14: a single range of bytes)."""

from __future__ import annotations

import re
from typing import BinaryIO, cast

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from rest_framework.request import Request

from feedback.errors import Refusal

_TYPES = {
    "jsonl": "application/x-ndjson",
    "gz": "application/gzip",
    "json": "application/json",
    "csv": "text/csv",
    "parquet": "application/vnd.apache.parquet",
    "zip": "application/zip",
}
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


def attached(
    request: Request, file: FieldFile, filename: str, *, sha256: str = ""
) -> HttpResponseBase:
    """The stored file as a download under that name, streamed.

    With ``Range`` only that part of it, so that a download which broke off is taken up again; with
    ``If-Range`` only while the file has the ETag that is its hash, and all of it otherwise. Ranges
    of other units and more than one range are answered with the whole, as the standard allows.
    """
    try:
        size, etag = file.size, f'"{sha256}"' if sha256 else ""
    except FileNotFoundError as error:
        raise Refusal("file_missing", "The storage has lost this file.", status=410) from error
    part = _part(request, size, etag)
    if part is not None and part[0] >= part[1]:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    start, end = part or (0, size)
    stream = cast(BinaryIO, file.open("rb"))
    stream.seek(start)
    response = FileResponse(
        _Part(stream, end - start),
        as_attachment=True,
        filename=filename,
        content_type=_TYPES.get(filename.rpartition(".")[2], "application/octet-stream"),
        status=200 if part is None else 206,
    )
    response.headers["Content-Length"] = str(end - start)
    response.headers["Accept-Ranges"] = "bytes"
    if etag:
        response.headers["ETag"] = etag
    if part is not None:
        response.headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    return response


def _part(request: Request, size: int, etag: str) -> tuple[int, int] | None:
    """(first byte, one after the last); empty where there is nothing, None for the whole."""
    found = _RANGE.fullmatch(request.headers.get("Range", "").strip())
    if found is None or request.headers.get("If-Range", etag) != etag:
        return None
    first, last = found.groups()
    if first:
        end = min(size, int(last) + 1) if last else size
        return None if last and int(last) < int(first) else (int(first), end)
    return (max(0, size - int(last)), size if int(last) else 0) if last else None


class _Part:
    """So many bytes of a stream from where it stands."""

    def __init__(self, stream: BinaryIO, length: int) -> None:
        self._stream = stream
        self._left = length

    def read(self, count: int = -1) -> bytes:
        wanted = self._left if count < 0 else min(count, self._left)
        block = self._stream.read(wanted) if wanted else b""
        self._left -= len(block)
        return block

    def close(self) -> None:
        self._stream.close()
