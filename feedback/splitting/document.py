"""A document's leaves, by the unit and with the overlap that were chosen for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from feedback.splitting.leaves import CHARACTERS, TOKENS, paragraphs, split_measured
from feedback.splitting.options import LEAST, Splitting
from feedback.splitting.sections import sections
from feedback.text import Span, count_tokens, sentence_spans


def split_document(text: str, splitting: Splitting, *, max_tokens: int) -> list[Span]:
    """Spans (characters of ``text``) in order that hold everything but white space.

    ``max_tokens`` is the project's bound on a leaf: the size where leaves are counted in tokens
    and no other is chosen, and the bound of what is split by paragraphs or headings.

    Raises ValueError if a size is too small, or the overlap more than half of what a leaf holds.
    """
    size = splitting.size
    if size is not None and size < LEAST[splitting.by]:
        raise ValueError(f"a leaf has at least {LEAST[splitting.by]} {splitting.by}")
    if splitting.by == "tokens":
        max_tokens = size or max_tokens
        leaves = split_measured(text, most=max_tokens, measure=TOKENS)
    elif splitting.by == "characters":
        # Without a size: as many characters as so many tokens of English have, with their spaces.
        most = size or 5 * max_tokens
        max_tokens = most // 5
        leaves = split_measured(text, most=most, measure=CHARACTERS)
    elif splitting.by == "paragraphs":
        leaves = list(_bounded(text, _together(paragraphs(text), size or 1), max_tokens))
    else:
        leaves = list(_bounded(text, _together(sections(text), size or 1), max_tokens))
    if splitting.overlap > max_tokens // 2:
        raise ValueError("neighbours overlap by half of a leaf at most")
    return _overlapping(text, leaves, splitting.overlap) if splitting.overlap else leaves


def _together(spans: list[Span], size: int) -> Iterator[Span]:
    """So many neighbours in one."""
    for first in range(0, len(spans), size):
        group = spans[first : first + size]
        yield Span(group[0].start, group[-1].end)


def _bounded(text: str, spans: Iterable[Span], max_tokens: int) -> Iterator[Span]:
    for start, end in spans:
        for inner in split_measured(text[start:end], most=max_tokens, measure=TOKENS):
            yield Span(start + inner.start, start + inner.end)


def _overlapping(text: str, leaves: list[Span], overlap: int) -> list[Span]:
    """The leaves, each begun so many of the sentences before it earlier as the overlap holds."""
    found = leaves[:1]
    for before, leaf in pairwise(leaves):
        start = leaf.start
        for sentence in reversed(sentence_spans(text[before.start : before.end])):
            earlier = before.start + sentence.start
            if count_tokens(text[earlier : leaf.start]) > overlap:
                break
            start = earlier
        # Never the whole leaf before it: that would be no overlap but a repetition.
        found.append(Span(start if start > before.start else leaf.start, leaf.end))
    return found
