"""Sentences with exact spans.

Prose is cut after a full stop, question or exclamation mark that is followed by white space and
by something that can begin a sentence: a capital, a digit, or a quoted name (documentation begins
sentences with ``"len()"``). It is not cut after an abbreviation or an initial, nor inside
parentheses. A heading with its underline, a list item's marker with the item's first sentence, a
table and a stretch of code each stay in one piece.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from feedback.text.blocks import Block, Kind, blocks
from feedback.text.spans import Span


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
_LIST_NUMBER = re.compile(r"\(?(?:[0-9]{1,3}|#|[a-z]|[IVX]{1,4})")
_INITIALS = re.compile(r"(?:[A-Z]\.)*[A-Z]")
# A capital or a digit after these does not begin a sentence ("etc." may well end one).
_ABBREVIATIONS = "e.g i.e cf vs viz resp approx ca al eds dr mr mrs ms prof jr sr inc ltd dept"
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
    for border in _BORDER.finditer(body):
        if _is_abbreviated(body, start, border):
            continue
        before = bisect_right(openings, border.start()) - 1
        if before >= 0 and parentheses[before][1] >= border.end():
            continue
        yield Sentence(block.start + start, block.start + border.start("gap"), block.kind)
        start = border.end()
    yield Sentence(block.start + start, block.end, block.kind)


def _is_abbreviated(body: str, start: int, border: re.Match[str]) -> bool:
    """Whether the mark is the full stop of an abbreviation, an initial or a list number.

    ``start`` is where the present sentence begins.
    """
    if border["mark"] != ".":
        # "try" ... "except": dots between quoted names stand for what is left out.
        return border["mark"] in {"...", "…"} and border["quote"] is not None
    stop = border.start()
    if stop - start <= 6 and _LIST_NUMBER.fullmatch(body, start, stop):
        return True
    before = re.findall(r"[\w.]+", body[max(start, stop - 40) : stop])
    if not before:
        return False
    word = before[-1].lower()
    if word in _NEVER_LAST:
        return True
    if word in _NOT_LAST_BEFORE_NUMBERS:
        return body[border.end() : border.end() + 1].isdigit()
    # "Donald E. Knuth" and "J. Smith", but not "an instance of class A. The next sentence".
    initial = _INITIALS.fullmatch(before[-1]) is not None
    return initial and (len(before) == 1 or before[-2][0].isupper())


def _parentheses(body: str) -> list[tuple[int, int]]:
    """The outermost pairs of parentheses (positions), without quoted single ones such as "("."""
    pairs: list[tuple[int, int]] = []
    unclosed: list[int] = []
    for match in re.finditer(r"""(?<!["'`])[()]|[()](?!["'`])""", body):
        if match.group() == "(":
            unclosed.append(match.start())
        elif unclosed:
            pair = (unclosed.pop(), match.start())
            if pair[1] - pair[0] > _LONGEST_PARENTHESIS:
                continue
            while pairs and pairs[-1][0] > pair[0]:
                pairs.pop()
            pairs.append(pair)
    return pairs
