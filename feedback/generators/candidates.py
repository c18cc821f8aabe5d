"""The sentences that a summary may be made of, and the making of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from typing import NamedTuple

from feedback.generators.stop_words import STOP_WORDS
from feedback.text import Kind, count_tokens, sentences, token_spans, words
from feedback.text.blocks import without_list_marker
from feedback.text.tokens import is_long_enough_to_mean


class Candidate(NamedTuple):
    """A sentence with its white space collapsed and without the marker of a list item."""

    text: str
    tokens: int
    content_words: list[str]  # lower case, with repetitions, in order


_ELLIPSIS = "…"
_SHORTEST_SENTENCE = 5  # words
_SHORTEST_SCRAP = 3  # words; not "Note:" or "For example:"
_ENOUGH_CANDIDATES = 3  # candidates, for summaries to differ
# What ends sentences: in Latin, Chinese and Japanese, Indian scripts, Arabic and Urdu, Greek,
# Armenian, Ethiopic, Burmese, Khmer.
_FINISHED = re.compile(r"[.!?…。．！？｡।॥؟۔;;։።፧။៕][\"'”’»)\]*`」』）】]*$")
_OPENING = re.compile(r"[\"'“‘«(\[*`「『（]*(?P<first>\w)|[\"“‘`*]")
_NO_SPACE_BEFORE = re.compile(r"[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]")
# Sentences that send the reader elsewhere or date a change say nothing about the subject.
_ASIDE = re.compile(
    r"(?:See|Please see|Please refer to|Refer to)\b|For .{3,60}, see\b"
    r"|(?:New|Added|Changed|Deprecated|Removed) (?:in|since) version\b"
    r"|\[\w+\]"
)


def candidates(text: str) -> list[Candidate]:
    """The sentences worth choosing from, in order; at least one if the text is not blank.

    Finished sentences of prose that are no asides, if there are three. Otherwise other prose of
    some length joins them (asides, list items, sentences that lead on to an example) and the rows
    of tables; where not one finished sentence is, lines of code too. Headings and scraps only
    stand in for an empty choice.
    """
    found = [(s.kind, text[s.start : s.end]) for s in sentences(text)]
    prose = [_clean(part) for kind, part in found if kind is Kind.PROSE]
    choice = [sentence for sentence in prose if _reads_well(sentence)]
    if len(choice) < _ENOUGH_CANDIDATES:
        choice = list(_lesser(found, with_code=not choice))
    choice = choice or [_clean(part) for _, part in found if words(part)]
    choice = choice or [_clean(part) for _, part in found]
    return [Candidate(entry, count_tokens(entry), _content_words(entry)) for entry in choice]


def _lesser(found: Iterable[tuple[Kind, str]], *, with_code: bool) -> Iterator[str]:
    for kind, part in found:
        if kind is Kind.TABLE or (kind is Kind.LITERAL and with_code):
            yield from _rows(part)
        elif kind is Kind.PROSE and len(words(part)) >= _SHORTEST_SCRAP:
            yield _clean(part)


def join_within(
    chosen_from: Sequence[Candidate], ranking: Iterable[int], *, max_tokens: int
) -> str:
    """The summary: sentences taken by rank while they fit, put back into their order.

    ``ranking`` holds indices, best first; a sentence that does not fit is passed over. If none
    fits, the best one is cut at a word border and ends in an ellipsis.

    Raises ValueError if ``max_tokens`` is less than 2 (a word and an ellipsis).
    """
    if max_tokens < 2:
        raise ValueError("a summary needs room for at least two tokens")
    order = list(ranking)
    room = max_tokens
    taken: list[int] = []
    for index in order:
        if chosen_from[index].tokens <= room:
            taken.append(index)
            room -= chosen_from[index].tokens
    if not order:
        return ""
    if not taken:
        return _shorten(chosen_from[order[0]].text, max_tokens=max_tokens)
    parts = [chosen_from[index].text for index in sorted(taken)]
    spaces = ("" if _NO_SPACE_BEFORE.match(part) else " " for part in parts[1:])
    return parts[0] + "".join(
        f"{space}{part}" for space, part in zip(spaces, parts[1:], strict=True)
    )


def _shorten(sentence: str, *, max_tokens: int) -> str:
    """As many of the sentence's first words as fit, and an ellipsis.

    A first word too long by itself (``a.very.long.name``) is cut between its tokens.
    """
    kept: list[str] = []
    room = max_tokens - 1  # the ellipsis is a token
    for word in sentence.split(" "):
        room -= count_tokens(word)
        if room < 0:
            break
        kept.append(word)
    beginning = " ".join(kept) or sentence[: token_spans(sentence)[max_tokens - 2].end]
    return beginning.rstrip(",;:(—–-") + _ELLIPSIS


def _clean(sentence: str) -> str:
    return without_list_marker(" ".join(sentence.split()))


def _reads_well(sentence: str) -> bool:
    return (
        len(words(sentence)) >= _SHORTEST_SENTENCE
        and _FINISHED.search(sentence) is not None
        and _opens_well(sentence)
        and not _ASIDE.match(sentence)
    )


def _opens_well(sentence: str) -> bool:
    """With a capital, a digit, a letter of a script without capitals, or a quoted name."""
    opening = _OPENING.match(sentence)
    return opening is not None and not (opening["first"] or "").islower()


def _rows(block: str) -> list[str]:
    """The lines of a stretch of code, or the rows of a table, its cells joined by dashes.

    A table's header is left out.
    """
    rows: list[list[str]] = [[]]  # a row's cells
    for line in block.split("\n"):
        stripped = line.strip()
        if stripped.startswith(("|=", "+=")):  # the border under a table's header
            rows = [[]]
        elif not stripped.strip("+|-=* "):
            rows.append([])
        elif not stripped.startswith("|"):
            rows += [[" ".join(stripped.split())], []]
        else:
            cells = [" ".join(cell.split()) for cell in stripped.strip("|").split("|")]
            pairs = zip_longest(rows[-1], cells, fillvalue="")
            rows[-1] = [f"{above} {cell}".strip() for above, cell in pairs]
    joined = (" — ".join(cell for cell in cells if cell) for cells in rows)
    return [row for row in joined if words(row)]


def _content_words(sentence: str) -> list[str]:
    lowered = (word.lower() for word in words(sentence))
    return [word for word in lowered if is_long_enough_to_mean(word) and word not in STOP_WORDS]
