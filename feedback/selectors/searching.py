"""Words in prompts, responses, comparisons and preferences.

PostgreSQL's full text search knows forms of words and the syntax of web searches ("in quotes",
-without, or); elsewhere every word and quoted phrase has to occur as it is written, whatever its
case, and none of those with a minus.

On PostgreSQL, words are looked up in indexes (``feedback.services.indexing``). What is compared has
several texts, which hold the words together: the rarest word that is asked for is looked up, and of
the comparisons that it leads to the words of all texts are put to the question.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import reduce
from operator import and_, or_
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchQueryField, SearchVectorField
from django.db import connection
from django.db.models import (
    BooleanField,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
)
from django.db.models.functions import Cast

from feedback.models import PromptWords, ResponseWords

CONFIG = "english"
INDEXED_CHARACTERS = 100_000  # of a text; PostgreSQL has no room for the words of much longer ones
MANY_TEXTS = 4000  # texts with a word
PROMPT = "prompt"
RESPONSES = ("response_a", "response_b")


def prompts_about(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    """Prompts whose messages hold the words."""
    if connection.vendor != "postgresql":
        return _holding(rows, text, messages="messages", columns=())
    return rows.filter(_Matches(F("indexed__words"), web_query(text))) if text.split() else rows


def responses_about(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    """Responses that hold the words; the prompt is not looked at."""
    if connection.vendor != "postgresql":
        return _holding(rows, text, messages=None, columns=("text",))
    return rows.filter(_Matches(F("indexed__words"), web_query(text))) if text.split() else rows


def comparisons_about(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    """Comparisons that hold the words in the prompt and the two responses together."""
    if connection.vendor != "postgresql":
        columns = tuple(f"{side}__text" for side in RESPONSES)
        return _holding(rows, text, messages="prompt__messages", columns=columns)
    return _together(rows, text, within="")


def preferences_about(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    """Preferences that hold the words in their rationale and what was compared together."""
    if connection.vendor != "postgresql":
        columns = ("rationale", *(f"comparison__{side}__text" for side in RESPONSES))
        return _holding(rows, text, messages="comparison__prompt__messages", columns=columns)
    return _together(rows, text, within="comparison__", column="rationale")


def web_query(text: str) -> SearchQuery:
    return SearchQuery(text, config=CONFIG, search_type="websearch")


def plain_terms(text: str) -> list[tuple[str, bool]]:
    """Words and quoted phrases, and whether they have to occur or must not."""
    found = re.findall(r'(-?)(?:"([^"]+)"|(\S+))', text)
    terms = [((phrase or word).strip('"'), not minus) for minus, phrase, word in found]
    return [(words, wanted) for words, wanted in terms if words]


class _Matches(Func):
    """Whether words (a tsvector) are as a query says. Indexes are used."""

    arg_joiner = " @@ "
    template = "(%(expressions)s)"
    output_field = BooleanField()


class _Words(Func):
    """The words of a column; written as the index on rationales has it."""

    template = f"to_tsvector('{CONFIG}'::regconfig, left(%(expressions)s, {INDEXED_CHARACTERS}))"
    output_field = SearchVectorField()


class _Joined(Func):
    """Words of several texts as those of one."""

    arg_joiner = " || "
    template = "(%(expressions)s)"
    output_field = SearchVectorField()


def _together(
    rows: QuerySet[Any], text: str, *, within: str, column: str | None = None
) -> QuerySet[Any]:
    """Rows whose texts hold the words together; ``within`` leads to the comparison."""
    if not text.split():
        return rows
    asked = _asked_words(text)
    if asked is None:  # nothing but words that are everywhere
        return rows.none()
    rarest = _rarest(asked)
    if rarest is not None:
        rows = rows.filter(pk__in=_candidates(rows, rarest, within=within, column=column))
    # Subqueries, which the planner holds to be dear: it puts them to few rows, not to all.
    texts: list[Any] = [_words_of(PromptWords, "prompt", f"{within}{PROMPT}")]
    texts += [_words_of(ResponseWords, "response", f"{within}{side}") for side in RESPONSES]
    if column:
        texts.append(_Words(F(column)))
    return rows.filter(_Matches(_Joined(*texts), web_query(text)))


def _words_of(model: type[PromptWords | ResponseWords], key: str, place: str) -> Subquery:
    return Subquery(model.objects.filter(**{key: OuterRef(place)}).values("words"))


def _candidates(
    rows: QuerySet[Any], words: str, *, within: str, column: str | None
) -> QuerySet[Any]:
    """Ids of those of the rows of which one text matches a tsquery."""
    query = Cast(Value(words), SearchQueryField())
    matching = _Matches(F("words"), query)
    prompts = PromptWords.objects.filter(matching).values("prompt")
    responses = ResponseWords.objects.filter(matching).values("response")
    plain = rows.order_by()
    found = [plain.filter(**{f"{within}{PROMPT}__in": prompts})]
    found += [plain.filter(**{f"{within}{side}__in": responses}) for side in RESPONSES]
    if column:
        said = plain.exclude(**{column: ""})
        found.append(said.filter(_Matches(_Words(F(column)), query)))
    first, *others = [each.values("pk") for each in found]
    return first.union(*others)


def _asked_words(text: str) -> list[str] | None:
    """What a text asks for, as tsqueries that all have to hold, if not in one text: empty where it
    only says what should not be there, None where it says nothing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT querytree(websearch_to_tsquery(%s::regconfig, %s))", [CONFIG, text])
        tree = str(cursor.fetchone()[0])
    if not tree:
        return None
    words = re.findall(r"'(?:[^']|'')+'", tree)
    return [" | ".join(words)] if " | " in tree else words


def _rarest(queries: Sequence[str]) -> str | None:
    """That of the tsqueries which the fewest texts match.

    None where all of them match so many that it is quicker to go through the rows from the newest
    on, of which the first page is full soon.
    """
    counted = []
    with connection.cursor() as cursor:
        for query in queries:
            cursor.execute(
                "SELECT (SELECT count(*) FROM (SELECT FROM feedback_promptwords "
                "WHERE words @@ %(query)s::tsquery LIMIT %(many)s) found) + (SELECT count(*) FROM "
                "(SELECT FROM feedback_responsewords WHERE words @@ %(query)s::tsquery "
                "LIMIT %(many)s) found)",
                {"query": query, "many": MANY_TEXTS},
            )
            counted.append((cursor.fetchone()[0], query))
    least, rarest = min(counted, default=(MANY_TEXTS, ""))
    return rarest if least < MANY_TEXTS else None


class _Contents(Func):
    """What the messages of a prompt say, without roles (SQLite)."""

    template = (
        "(SELECT group_concat(json_extract(value, '$.content'), ' ') "
        "FROM json_each(%(expressions)s))"
    )
    output_field = TextField()


def _holding(
    rows: QuerySet[Any], text: str, *, messages: str | None, columns: Sequence[str]
) -> QuerySet[Any]:
    terms = plain_terms(text)
    if not terms:
        return rows
    if messages is not None:
        rows = rows.annotate(asked=_Contents(F(messages)))
        columns = [*columns, "asked"]
    occurring = [(_occurs(words, columns), wanted) for words, wanted in terms]
    return rows.filter(reduce(and_, [term if wanted else ~term for term, wanted in occurring]))


def _occurs(word: str, columns: Sequence[str]) -> Q:
    return reduce(or_, [Q(**{f"{column}__icontains": word}) for column in columns])
