"""Texts become findable: PostgreSQL takes them apart into words, in the background."""

from __future__ import annotations

import time
from typing import NamedTuple

from django.db import connection, transaction

from feedback.selectors.searching import CONFIG, INDEXED_CHARACTERS

TEXTS_AT_ONCE = 1000
SLICE_SECONDS = 10.0  # seconds, after which other jobs have their turn
# Rows become visible in another order than that of their ids, but never so many later.
LOOK_BACK = 100_000


class _Source(NamedTuple):
    table: str  # what is indexed
    words: str  # where its words go
    key: str
    text: str


SOURCES = (
    _Source(
        "feedback_prompt",
        "feedback_promptwords",
        "prompt_id",
        "(SELECT string_agg(said->>'content', ' ') FROM jsonb_array_elements(messages) said)",
    ),
    _Source("feedback_response", "feedback_responsewords", "response_id", "text"),
)


def index_texts() -> bool:
    """Indexes prompts and responses that are not indexed yet, for some seconds, oldest first.

    Elsewhere than on PostgreSQL there is nothing to do. Two that run at once do no harm.

    Returns:
        Whether some may be left.
    """
    if connection.vendor != "postgresql":
        return False
    until = time.monotonic() + SLICE_SECONDS
    return not all(_index(source, until) for source in SOURCES)


def _index(source: _Source, until: float) -> bool:
    """Whether all of it is done."""
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT coalesce(max("{source.key}"), 0) FROM "{source.words}"')
        last = cursor.fetchone()[0] - LOOK_BACK
    while time.monotonic() < until:
        found = _index_batch(source, last)
        if not found:
            return True
        last = found[-1]
    return False


def _index_batch(source: _Source, after: int) -> list[int]:
    """The ids of the next rows that had no words, in order. Now they have."""
    table, words, key, text = source
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f'SELECT id FROM "{table}" WHERE id > %s AND NOT EXISTS '
            f'(SELECT FROM "{words}" WHERE "{key}" = "{table}".id) ORDER BY id LIMIT %s',
            [after, TEXTS_AT_ONCE],
        )
        ids = [row[0] for row in cursor.fetchall()]
        cursor.execute(
            f'INSERT INTO "{words}" ("{key}", words) '
            f"SELECT id, to_tsvector(%s::regconfig, left(coalesce({text}, ''), %s)) "
            f'FROM "{table}" WHERE id = ANY(%s) ON CONFLICT DO NOTHING',
            [CONFIG, INDEXED_CHARACTERS, ids],
        )
    return ids
