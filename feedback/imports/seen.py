"""What a file has brought so far, on disk: memory stays that of a batch, however long the file."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Mapping

AT_A_TIME = 500


class Seen:
    """Numbers by kind and name; gone with the object."""

    def __init__(self) -> None:
        # A database without a name is a temporary file that nobody else sees.
        self._database = sqlite3.connect("", isolation_level=None)
        self._database.execute("PRAGMA journal_mode = OFF")
        self._database.execute("PRAGMA synchronous = OFF")
        self._database.execute(
            "CREATE TABLE seen (name BLOB PRIMARY KEY, number INTEGER) WITHOUT ROWID"
        )
        self._database.execute("BEGIN")  # one transaction, which nobody needs the end of

    def numbers(self, kind: str, names: Iterable[str]) -> dict[str, int]:
        """Those of the names that were put."""
        wanted = {_digest(kind, name): name for name in names}
        digests = list(wanted)
        found: dict[str, int] = {}
        for start in range(0, len(digests), AT_A_TIME):
            part = digests[start : start + AT_A_TIME]
            marks = ", ".join("?" * len(part))
            rows = self._database.execute(f"SELECT * FROM seen WHERE name IN ({marks})", part)
            found.update((wanted[digest], number) for digest, number in rows)
        return found

    def put(self, kind: str, numbers: Mapping[str, int]) -> None:
        """Keeps the numbers, instead of those that the names had."""
        rows = [(_digest(kind, name), number) for name, number in numbers.items()]
        self._database.executemany("INSERT OR REPLACE INTO seen VALUES (?, ?)", rows)

    def close(self) -> None:
        self._database.close()


def _digest(kind: str, name: str) -> bytes:
    text = f"{kind}\0{name}".encode("utf-8", "surrogatepass")
    return hashlib.blake2b(text, digest_size=16).digest()
