"""Leaves of bounded size.

Splitting works in two steps. First the text becomes pieces that fit into a leaf: paragraphs, each
with the headings before it; what is too long is cut at the next finer border (sentence, line,
white space, token). Then neighbouring pieces are joined into leaves by dynamic programming: as
few leaves as possible, and among those the most even ones, cut at the best borders.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from feedback.splitting.units import WHOLE, units
from feedback.text import Kind, Span, count_tokens, sentences, token_spans


class _Piece(NamedTuple):
    """A stretch that is not cut any more."""

    span: Span
    size: int
    cut_cost: float  # of beginning a leaf with it, in units of a full leaf's squared size


# A table or stretch of code is not cut while it has no more than so many leaves' sizes.
LARGEST_WHOLE = 4
# What introduces a larger one stays with it where it is no more than this part of a leaf.
BESIDE_WHOLE = 4

# What it costs to begin a leaf at a border, by the border's rank.
_AT_HEADING = -0.1
_AT_PARAGRAPH = 0.0
_AT_EXAMPLE = 0.2  # between "… as follows:" and what follows
_AT_SENTENCE = 0.3
_AT_LINE = 0.6
_AT_SPACE = 1.0
_AT_TOKEN = 2.0


class Measure(NamedTuple):
    """A measure of length. ``of`` counts it in a text; ``gaps`` says whether the white space
    between two pieces counts too."""

    of: Callable[[str], int]
    gaps: bool


TOKENS = Measure(count_tokens, gaps=False)
CHARACTERS = Measure(len, gaps=True)


def split_leaves(text: str, *, max_tokens: int) -> list[Span]:
    """The text in leaves of ``max_tokens`` tokens, but for tables and code (`split_measured`)."""
    if max_tokens < 1:
        raise ValueError("max_tokens must be at least 1")
    return split_measured(text, most=max_tokens, measure=TOKENS)


def split_measured(text: str, *, most: int, measure: Measure) -> list[Span]:
    """Cut the text into leaves of at most ``most`` by the measure, but for tables and code.

    Returns spans (characters of ``text``), in order and without overlap, that hold everything
    that is not white space. A leaf that begins with a line holds that line's indentation too. A
    paragraph is cut only when it does not fit into a leaf by itself (with its headings), and
    then at sentence borders; a sentence that does not fit is cut at line ends, white space or, in
    the last resort, between tokens (by characters, within them). A table or stretch of code is a
    leaf of its own where it has more than ``most``; only beyond ``LARGEST_WHOLE`` times that is it
    cut, as a sentence is. No leaves come of a text without words or marks.
    """
    cut = _Cut(text, most, measure)
    pieces = [
        piece
        for span, cost, whole in _paragraphs(text)
        for piece in (
            [cut.whole(span, cost)] if whole and cut.may_stay(whole) else cut.pieces(span, cost)
        )
    ]
    leaves = [
        Span(pieces[first].span.start, pieces[last - 1].span.end)
        for first, last in _group(text, pieces, most, measure)
    ]
    indented = [Span(_line_start(text, leaf.start), leaf.end) for leaf in leaves]
    return [
        whole if measure.of(text[whole.start : whole.end]) <= most else leaf
        for whole, leaf in zip(indented, leaves, strict=True)
    ]


def paragraphs(text: str) -> list[Span]:
    """The paragraphs, each with the headings before it."""
    return [span for span, _, _ in _paragraphs(text)]


def _paragraphs(text: str) -> Iterator[tuple[Span, float, Span | None]]:
    """The blocks that are not headings, each with the headings before it, their cut costs, and the
    block alone where it is a table or code."""
    start: int | None = None
    leads_on = False
    for block in units(text):
        if block.kind is Kind.HEADING:
            start = block.start if start is None else start
            continue
        whole = Span(block.start, block.end) if block.kind in WHOLE else None
        if start is not None:
            yield Span(start, block.end), _AT_HEADING, whole
        else:
            cost = _AT_EXAMPLE if leads_on else _AT_PARAGRAPH
            yield Span(block.start, block.end), cost, whole
        start = None
        leads_on = text[block.end - 1] == ":"
    if start is not None:  # headings with nothing after them
        yield Span(start, len(text.rstrip())), _AT_HEADING, None


def _sentences(text: str) -> list[Span]:
    """The sentences, the first one with the headings before it."""
    found: list[Span] = []
    start: int | None = None
    for sentence in sentences(text):
        start = sentence.start if start is None else start
        if sentence.kind is not Kind.HEADING:
            found.append(Span(start, sentence.end))
            start = None
    if start is not None:
        found.append(Span(start, len(text.rstrip())))
    return found


def _lines(text: str) -> list[Span]:
    return [Span(*match.span()) for match in re.finditer(r"\S(?:[^\n]*\S)?", text)]


def _space_separated(text: str) -> list[Span]:
    return [Span(*match.span()) for match in re.finditer(r"\S+", text)]


_FINER: list[tuple[Callable[[str], list[Span]], float]] = [
    (_sentences, _AT_SENTENCE),
    (_lines, _AT_LINE),
    (_space_separated, _AT_SPACE),
    (token_spans, _AT_TOKEN),
]


class _Cut(NamedTuple):
    """Cutting what is too long, at ever finer borders."""

    text: str
    most: int
    measure: Measure

    def may_stay(self, whole: Span) -> bool:
        """Whether a table or stretch of code is small enough to stay in one piece."""
        return self.measure.of(self.text[whole.start : whole.end]) <= LARGEST_WHOLE * self.most

    def whole(self, span: Span, cut_cost: float) -> _Piece:
        return _Piece(span, self.measure.of(self.text[span.start : span.end]), cut_cost)

    def pieces(self, span: Span, cut_cost: float, level: int = 0) -> Iterator[_Piece]:
        """The span as one piece if it fits, otherwise cut at the next finer borders."""
        size = self.measure.of(self.text[span.start : span.end])
        if size <= self.most:
            yield _Piece(span, size, cut_cost)
            return
        if level == len(_FINER):  # one token, measured in characters
            for at in range(span.start, span.end, self.most):
                piece = Span(at, min(at + self.most, span.end))
                yield _Piece(piece, piece.end - at, _AT_TOKEN if at > span.start else cut_cost)
            return
        divide, finer_cost = _FINER[level]
        part = self.text[span.start : span.end]
        for index, (first, end) in enumerate(divide(part)):
            inner = Span(span.start + first, span.start + end)
            yield from self.pieces(inner, finer_cost if index else cut_cost, level + 1)


def _group(text: str, pieces: list[_Piece], most: int, measure: Measure) -> list[tuple[int, int]]:
    """Ranges of pieces, each a leaf: fewest leaves, then least squared sizes and cut costs.

    With the number of leaves fixed, the sum of squared sizes is least when they are even.
    """
    best: list[tuple[int, float]] = [(0, 0.0)]  # leaves and cost up to before the piece
    first_of: list[int] = []  # where the leaf begins that ends with the piece
    starts = [_line_start(text, piece.span.start) for piece in pieces] if measure.gaps else []
    for last in range(len(pieces)):
        size, largest, chosen, first_chosen = 0, 0, (len(pieces) + 1, 0.0), last
        for first in range(last, -1, -1):
            if measure.gaps:
                size = pieces[last].span.end - starts[first]
            else:
                size += pieces[first].size
            largest = max(largest, pieces[first].size)
            # A single piece fits, but for the indentation of its line; or it is kept whole, with
            # a few words beside it.
            limit = largest + most // BESIDE_WHOLE if largest > most else most
            if size > limit and first < last:
                break
            leaves, cost = best[first]
            cut = pieces[first].cut_cost if first else 0.0
            candidate = (leaves + 1, cost + (size / most) ** 2 + cut)
            if candidate < chosen:
                chosen, first_chosen = candidate, first
        best.append(chosen)
        first_of.append(first_chosen)
    ranges: list[tuple[int, int]] = []
    end = len(pieces)
    while end:
        ranges.append((first_of[end - 1], end))
        end = first_of[end - 1]
    return ranges[::-1]


def _line_start(text: str, position: int) -> int:
    """The beginning of the line if only white space stands before the position in it."""
    start = text.rfind("\n", 0, position) + 1
    return position if text[start:position].strip() else start
