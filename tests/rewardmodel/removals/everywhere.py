"""Searching everything that is stored for a string: every table, and every file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage
from django.db import connection


def places_of(text: str) -> list[str]:
    """Tables and files in which the text stands."""
    return [*_tables_with(text), *_files_with(text)]


def _tables_with(text: str) -> list[str]:
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            if any(_holds(value, text) for row in cursor.fetchall() for value in row):
                found.append(table)
    return found


def _holds(value: Any, text: str) -> bool:
    if isinstance(value, memoryview | bytes):
        return text.encode() in bytes(value)
    return text in str(value)


def _files_with(text: str) -> list[str]:
    root = Path(default_storage.location)  # type: ignore[attr-defined]
    return [
        str(path.relative_to(root))
        for path in root.rglob("*")
        if path.is_file() and (text.encode() in path.read_bytes() or text in str(path))
    ]
