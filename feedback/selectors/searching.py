"""Words in prompts, responses, comparisons and preferences.

PostgreSQL's full text search knows forms of words and the syntax of web searches ("in quotes",
-without, or); elsewhere every word has to occur as it is written, whatever its case.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import and_, or_
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db import connection
from django.db.models import F, Func, Q, QuerySet, TextField

CONFIG = "english"
PROMPT = "prompt__messages"
TEXTS_OF_COMPARISON = ("response_a__text", "response_b__text")


def prompts_about(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    """Prompts of which a message holds the words."""
    return _about(rows, text, messages="messages", columns=())


def responses_about(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    """Responses that hold the words; the prompt is not looked at."""
    return _about(rows, text, messages=None, columns=("text",))


def comparisons_about(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    """Comparisons that hold the words in the prompt and the two responses together."""
    return _about(rows, text, messages=PROMPT, columns=TEXTS_OF_COMPARISON)


def preferences_about(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    """Preferences that hold the words in their rationale or in what was compared."""
    columns = [f"comparison__{name}" for name in TEXTS_OF_COMPARISON]
    return _about(rows, text, messages=f"comparison__{PROMPT}", columns=("rationale", *columns))


class _Contents(Func):
    """What the messages of a prompt say, without roles."""

    template = "jsonb_path_query_array(%(expressions)s, '$[*].content')::text"
    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = (
            "(SELECT group_concat(json_extract(value, '$.content'), ' ') "
            "FROM json_each(%(expressions)s))"
        )
        return self.as_sql(compiler, connection, template=template, **context)


def _about(
    rows: QuerySet[Any], text: str, *, messages: str | None, columns: Sequence[str]
) -> QuerySet[Any]:
    words = text.split()
    if not words:
        return rows
    if messages is not None:
        rows = rows.annotate(asked=_Contents(F(messages)))
        columns = [*columns, "asked"]
    if connection.vendor == "postgresql":
        query = SearchQuery(text, config=CONFIG, search_type="websearch")
        said = SearchVector(*columns, config=CONFIG)
        rows = rows.annotate(said=said).filter(said=query)
        return rows
    return rows.filter(reduce(and_, [_occurs(word, columns) for word in words]))


def _occurs(word: str, columns: Sequence[str]) -> Q:
    return reduce(or_, [Q(**{f"{column}__icontains": word}) for column in columns])
