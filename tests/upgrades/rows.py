"""Old data, laid down in a new database, and all rows of a database as they are."""

from __future__ import annotations

import gzip
import sqlite3
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
from psycopg.rows import dict_row

DATA = Path(__file__).parent / "data"
Rows = dict[str, list[dict[str, Any]]]
# What Django keeps of its own code.
ITS_OWN = {"django_migrations", "django_content_type", "auth_permission"}


def lay_down(url: str) -> None:
    """Fills the empty database with the data of commit 5a7b2e4."""
    if url.startswith("sqlite"):
        with sqlite3.connect(_path(url)) as connection:
            connection.executescript(_dump("sqlite"))
        connection.close()
    else:
        with psycopg.connect(url) as connection:
            connection.execute(_dump("postgresql"))  # type: ignore[arg-type]  # our own file


def rows_of(url: str) -> Rows:
    """All rows by table, without what Django keeps of its own code."""
    if url.startswith("sqlite"):
        connection = sqlite3.connect(_path(url))
        connection.row_factory = lambda cursor, row: {
            column[0]: value for column, value in zip(cursor.description, row, strict=True)
        }
        named = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    else:
        connection = psycopg.connect(url, row_factory=dict_row)
        named = "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'"
    try:
        tables = {row["name"] for row in connection.execute(named)} - ITS_OWN
        return {
            table: list(connection.execute(f'SELECT * FROM "{table}"')) for table in sorted(tables)
        }
    finally:
        connection.close()


def _dump(kind: str) -> str:
    return gzip.decompress((DATA / f"{kind}.sql.gz").read_bytes()).decode()


def _path(url: str) -> str:
    return urlsplit(url).path[1:] if url.startswith("sqlite:////") else url[len("sqlite:///") :]
