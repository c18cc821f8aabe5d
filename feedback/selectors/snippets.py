"""Where in a text the words of a search stand: short pieces of it, the words marked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from django.db import connection

from feedback.selectors.searching import CONFIG, INDEXED_CHARACTERS, plain_terms

BEGINS, ENDS = "\x02", "\x03"
MARKS = f"StartSel={BEGINS}, StopSel={ENDS}, "
# Two fragments at most, each of about a sentence or two.
FRAGMENTS = MARKS + 'MaxFragments=2, MinWords=10, MaxWords=40, FragmentDelimiter=" … "'
WHOLE = MARKS + "HighlightAll=true"
CHARACTERS_AROUND = (
    120  # characters on each side of the first word, where there is no full text search
)
WHOLE_TEXT_CHARACTERS = 300  # a text of no more is shown whole


class Piece(NamedTuple):
    """A part of a snippet; ``found`` where it is one of the words that were looked for."""

    text: str
    found: bool


def snippets(texts: Sequence[str], q: str) -> list[list[Piece]]:
    """Of each text the part where the words stand; its beginning, unmarked, where they do not."""
    if not texts:
        return []
    cut = [text[:INDEXED_CHARACTERS] for text in texts]
    marked = _headlines(cut, q) if connection.vendor == "postgresql" else _around(cut, q)
    return [_pieces(said) for said in marked]


def _headlines(texts: Sequence[str], q: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ts_headline(%s::regconfig, said, websearch_to_tsquery(%s::regconfig, %s), "
            "CASE WHEN length(said) <= %s THEN %s ELSE %s END) "
            "FROM unnest(%s::text[]) WITH ORDINALITY AS given(said, place) ORDER BY place",
            [CONFIG, CONFIG, q, WHOLE_TEXT_CHARACTERS, WHOLE, FRAGMENTS, list(texts)],
        )
        found = [row[0] for row in cursor.fetchall()]
    return [_cut(said, text) for said, text in zip(found, texts, strict=True)]


def _cut(said: str, text: str) -> str:
    """A headline, with signs where the text goes on around it."""
    if BEGINS not in said:
        return text if len(text) <= WHOLE_TEXT_CHARACTERS else f"{text[:WHOLE_TEXT_CHARACTERS]} …"
    plain = said.replace(BEGINS, "").replace(ENDS, "")
    before = "" if text.startswith(plain[:20]) else "… "
    return before + said + ("" if text.endswith(plain[-20:]) else " …")


def _around(texts: Sequence[str], q: str) -> list[str]:
    words = sorted({words for words, wanted in plain_terms(q) if wanted}, key=len, reverse=True)
    pattern = re.compile("|".join(map(re.escape, words)) or r"\Z(?!)", re.IGNORECASE)
    found = []
    for text in texts:
        first = pattern.search(text)
        start, end = 0, WHOLE_TEXT_CHARACTERS
        if first and len(text) > WHOLE_TEXT_CHARACTERS:
            start, end = max(0, first.start() - CHARACTERS_AROUND), first.end() + CHARACTERS_AROUND
        said = pattern.sub(lambda match: f"{BEGINS}{match[0]}{ENDS}", text[start:end])
        found.append(("… " if start else "") + said + (" …" if end < len(text) else ""))
    return found


def _pieces(marked: str) -> list[Piece]:
    """A text with marks, taken apart at them."""
    places = [0, *(match.start() for match in re.finditer(f"[{BEGINS}{ENDS}]", marked)), None]
    parts = [marked[slice(*place)] for place in pairwise(places)]
    found = [Piece(part.lstrip(BEGINS + ENDS), part.startswith(BEGINS)) for part in parts]
    return [piece for piece in found if piece.text]
