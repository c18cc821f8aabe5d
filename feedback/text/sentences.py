"""Sentences with exact spans.

Prose is cut after a full stop, question or exclamation mark that is followed by white space and
by something that can begin a sentence: a capital, a digit, or a quoted name (documentation begins
sentences with ``"len()"``). What does not go on in plain Latin letters is cut where Unicode's rules
say (`icu`), in every script. Neither is cut after an abbreviation or an initial, nor inside
parentheses. A heading with its underline, a list item's marker with the item's first sentence, a
table and a stretch of code each stay in one piece.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from feedback.text.blocks import Block, Kind, blocks
from feedback.text.icu import icu_sentence_spans
from feedback.text.spans import Span


class _Border(NamedTuple):
    """Where a sentence may end: its mark from ``stop`` on, the white space after it in ``gap``."""

    stop: int
    mark: str
    gap: Span
    is_before_quote: bool


class Sentence(NamedTuple):
    """A sentence of prose, or a whole block of another kind."""

    start: int
    end: int
    kind: Kind


# Possessive repetition (++, *+) keeps the time linear in the text.
_BORDER = re.compile(
    r"""(?<![.!?…])(?P<mark>[.!?…]++)  # the mark
    ["'”’»)\]*`]*+                     # quotes and brackets that close after it
    (?P<gap>\s++)
    (?=["'“‘«(\[*`_<]*+[A-Z0-9À-ÖØ-Þ] | (?P<quote>["“‘«`*]++[\w\[{.]))""",
    re.VERBOSE,
)
# The same at the end of a sentence that ICU found.
_MARK = re.compile(r"""([.!?…]+)["'”’»)\]*`]*$""")
_LETTER = re.compile(r"[^\W\d_]\.")
_LIST_NUMBER = re.compile(r"\(?(?:[0-9]{1,3}|#|[a-z]|[IVX]{1,4})")
# A capital or a digit after these does not begin a sentence ("etc." may well end one).
_ABBREVIATIONS = "e.g i.e cf vs viz resp approx ca al eds dr mr mrs ms prof jr sr inc ltd dept"
_ABBREVIATIONS += " г гг ул им т.е напр проф акад св см рис стр обл д-р π.χ δηλ κ κα αρ σελ द डॉ"
_BEFORE_NUMBERS = "no nos nr fig figs eq eqs sec sect ch chap vol p pp ed ref refs v"
_NEVER_LAST = frozenset(_ABBREVIATIONS.split())
_NOT_LAST_BEFORE_NUMBERS = frozenset(_BEFORE_NUMBERS.split())
# Text between parentheses that lie further apart is not one thought.
_LONGEST_PARENTHESIS = 600


def sentences(text: str) -> list[Sentence]:
    """All sentences of the text, in order; together they hold every non-white character."""
    return [sentence for block in blocks(text) for sentence in _block_sentences(text, block)]


def sentence_spans(text: str) -> list[Span]:
    """The spans of ``sentences(text)``."""
    return [Span(sentence.start, sentence.end) for sentence in sentences(text)]


def _block_sentences(text: str, block: Block) -> Iterator[Sentence]:
    if block.kind is not Kind.PROSE:
        yield Sentence(*block)
        return
    body = text[block.start : block.end]
    parentheses = _parentheses(body)
    openings = [opening for opening, _ in parentheses]
    start = 0
    for border in _borders(body):
        if _is_abbreviated(body, start, border):
            continue
        before = bisect_right(openings, border.stop) - 1
        if before >= 0 and parentheses[before][1] >= border.gap.end:
            continue
        yield Sentence(block.start + start, block.start + border.gap.start, block.kind)
        start = border.gap.end
    yield Sentence(block.start + start, block.end, block.kind)


def _borders(body: str) -> list[_Border]:
    """Where sentences may end, in order."""
    found = [
        _Border(match.start(), match["mark"], Span(*match.span("gap")), match["quote"] is not None)
        for match in _BORDER.finditer(body)
    ]
    if body.isascii():
        return found
    for before, after in pairwise(icu_sentence_spans(body)):
        # What goes on in plain Latin is cut by the rules above, which know documentation.
        if body[after.start].isascii() and body[before.end - 1].isascii():
            continue
        mark = _MARK.search(body, before.start, before.end)
        stop = mark.start() if mark else before.end
        found.append(_Border(stop, mark[1] if mark else "", Span(before.end, after.start), False))
    return sorted({border.gap: border for border in reversed(found)}.values())


def _is_abbreviated(body: str, start: int, border: _Border) -> bool:
    """Whether the mark is the full stop of an abbreviation, an initial or a list number.

    ``start`` is where the present sentence begins.
    """
    if border.mark != ".":
        # "try" ... "except": dots between quoted names stand for what is left out.
        return border.mark in {"...", "…"} and border.is_before_quote
    stop = border.stop
    if stop - start <= 6 and _LIST_NUMBER.fullmatch(body, start, stop):
        return True
    before = re.findall(r"[\w.]+", body[max(start, stop - 40) : stop])
    if not before:
        return False
    word = before[-1].lower()
    if word in _NEVER_LAST or ".".join(part.strip(".").lower() for part in before[-2:]) == "т.е":
        return True
    if word in _NOT_LAST_BEFORE_NUMBERS:
        return body[border.gap.end : border.gap.end + 1].isdigit()
    # "J. S. Bach" and "z. B.": a single letter before another.
    if len(word) == 1 and _LETTER.match(body, border.gap.end):
        return True
    # "Donald E. Knuth" and "J. Smith", but not "an instance of class A. The next sentence".
    initial = all(len(letter) == 1 and letter.isupper() for letter in before[-1].split("."))
    return initial and (len(before) == 1 or before[-2][0].isupper())


def _parentheses(body: str) -> list[tuple[int, int]]:
    """The outermost pairs of parentheses (positions), without quoted single ones such as "("."""
    pairs: list[tuple[int, int]] = []
    unclosed: list[int] = []
    for match in re.finditer(r"""(?<!["'`])[()（）]|[()（）](?!["'`])""", body):
        if match.group() in "(（":
            unclosed.append(match.start())
        elif unclosed:
            pair = (unclosed.pop(), match.start())
            if pair[1] - pair[0] > _LONGEST_PARENTHESIS:
                continue
            while pairs and pairs[-1][0] > pair[0]:
                pairs.pop()
            pairs.append(pair)
    return pairs
