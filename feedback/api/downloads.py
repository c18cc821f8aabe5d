"""Files as answers."""

from __future__ import annotations

from django.db.models.fields.files import FieldFile
from django.http import FileResponse

_TYPES = {
    "jsonl": "application/x-ndjson",
    "gz": "application/gzip",
    "csv": "text/csv",
    "parquet": "application/vnd.apache.parquet",
    "zip": "application/zip",
}


def attached(file: FieldFile, filename: str) -> FileResponse:
    """The stored file as a download under that name, streamed."""
    ending = filename.rpartition(".")[2]
    return FileResponse(
        file.open("rb"),
        as_attachment=True,
        filename=filename,
        content_type=_TYPES.get(ending, "application/octet-stream"),
    )
