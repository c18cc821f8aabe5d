"""Where a sentence comes from: the places of a text that hold its words, or are most like it.

Lexical on purpose: it runs in the web process, for every sentence that somebody points at.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Literal, NamedTuple

from feedback.text.sentences import sentence_spans
from feedback.text.spans import Span
from feedback.text.tokens import is_long_enough_to_mean, word_spans, words

Kind = Literal["exact", "similar", "whole"]


class Place(NamedTuple):
    """The characters ``texts[text][start:end]``.

    ``kind``: *exact* where the sentence's words stand there one after the other, *similar* where
    the passage is the most like it, *whole* where none is (then it is all of the text). ``score``
    is 1 for exact places, the similarity (0 to 1) for similar ones, 0 for whole texts.
    """

    text: int
    start: int
    end: int
    kind: Kind
    score: float


_OPENING = re.compile(r"[\"'“‘«(\[*`]*\Z")
_CLOSING = re.compile(r"[.!?…]*[\"'”’»)\]*`]*[.!?…:;]?")
_SHORTEST_RUN = 3  # words; fewer in a row may stand together by chance
_MOST_SIMILAR = 3  # passages
_SHARE_OF_BEST_SIMILARITY = 0.8  # of the best one's similarity, to be shown beside it
_LEAST_SIMILARITY = 0.1  # similarity that says anything


def places_of(sentence: str, texts: Sequence[str]) -> list[Place]:
    """The places that a sentence was made from, at least one where the texts are not all empty.

    Exact ones if its words can be laid out in runs of the texts' words, in order; the summary of
    an extractive generator always can, but for the cells of a table. Otherwise the passages most
    like it.
    """
    return _exact(sentence, texts) or _similar(sentence, texts) or _whole(texts)


class _Words(NamedTuple):
    """The words of some texts in one row, each with its text and its span there."""

    words: list[str]
    places: list[tuple[int, int, int]]


def _in_a_row(texts: Sequence[str]) -> _Words:
    row = _Words([], [])
    for index, text in enumerate(texts):
        for start, end in word_spans(text):
            row.words.append(text[start:end])
            row.places.append((index, start, end))
    return row


def _exact(sentence: str, texts: Sequence[str]) -> list[Place]:
    """The runs, or none where some words are in no run that is long enough."""
    wanted = words(sentence)
    if not wanted:
        return []
    row = _in_a_row(texts)
    where: dict[str, list[int]] = defaultdict(list)
    for position, word in enumerate(row.words):
        where[word].append(position)
    runs: list[Place] = []
    done, after = 0, 0
    while done < len(wanted):
        best_start, best_length = 0, 0
        for position in where.get(wanted[done], ()):
            if position >= after:
                length = _common(wanted, done, row, position)
                if length > best_length:
                    best_start, best_length = position, length
        if best_length < min(_SHORTEST_RUN, len(wanted)):
            return []
        runs.append(_run(texts, row, best_start, best_start + best_length - 1))
        done, after = done + best_length, best_start + best_length
    return runs


def _common(wanted: list[str], done: int, row: _Words, position: int) -> int:
    """How many words are the same from there on, within one text."""
    length = 0
    text = row.places[position][0]
    while (
        done + length < len(wanted)
        and position + length < len(row.words)
        and row.words[position + length] == wanted[done + length]
        and row.places[position + length][0] == text
    ):
        length += 1
    return length


def _run(texts: Sequence[str], row: _Words, first: int, last: int) -> Place:
    """The run's characters, with the marks that open and close it."""
    index, start, _ = row.places[first]
    text, end = texts[index], row.places[last][2]
    opening = _OPENING.search(text, max(0, start - 4), start)
    closing = _CLOSING.match(text, end)
    start = opening.start() if opening else start
    return Place(index, start, closing.end() if closing else end, "exact", 1.0)


def _similar(sentence: str, texts: Sequence[str]) -> list[Place]:
    passages = [(index, span) for index, text in enumerate(texts) for span in sentence_spans(text)]
    bags = [_bag(texts[index][span.start : span.end]) for index, span in passages]
    scores = similarities(_bag(sentence), bags)
    best = max(scores, default=0.0)
    if best < _LEAST_SIMILARITY:
        return []
    ranked = sorted(range(len(scores)), key=lambda i: (-scores[i], i))[:_MOST_SIMILAR]
    return [
        Place(passages[i][0], *passages[i][1], "similar", round(scores[i], 4))
        for i in ranked
        if scores[i] >= _SHARE_OF_BEST_SIMILARITY * best
    ]


def similarities(bag: Counter[str], bags: Sequence[Counter[str]]) -> list[float]:
    """Cosine of a bag of words with each other one, each word weighted by how rare it is there."""
    seen = Counter(word for other in bags for word in other)
    weight = {
        word: math.log((1 + len(bags)) / (1 + seen[word])) + 1 for word in seen | Counter(set(bag))
    }

    def norm(of: Counter[str]) -> float:
        return math.sqrt(sum((count * weight[word]) ** 2 for word, count in of.items()))

    own = norm(bag)
    found = []
    for other in bags:
        product = sum(bag[word] * other[word] * weight[word] ** 2 for word in bag.keys() & other)
        found.append(min(1.0, product / (own * norm(other))) if product else 0.0)
    return found


def _bag(text: str) -> Counter[str]:
    """Its words in lower case, plurals as singulars, without the shortest."""
    lowered = (word.lower() for word in words(text))
    return Counter(
        word[:-1] if len(word) > 3 and word.endswith("s") and word[-2] != "s" else word
        for word in lowered
        if is_long_enough_to_mean(word)
    )


def _whole(texts: Sequence[str]) -> list[Place]:
    return [
        Place(index, *_stripped(text), "whole", 0.0)
        for index, text in enumerate(texts)
        if text.strip()
    ]


def _stripped(text: str) -> Span:
    return Span(len(text) - len(text.lstrip()), len(text.rstrip()))
