"""Tokens: the measure of length for leaves and summaries.

A token is a word (letters, digits and underscores, with inner apostrophes: ``don't``) or a
punctuation mark; a run of the same mark (``...``, ``=====``) is one token. In scripts that write
no spaces between words, or vowels as signs upon letters, words are those that ICU finds. A token
never holds white space, so that the counts of two stretches of text divided by white space add up.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from feedback.text.icu import has_words_of_icu, icu_word_spans
from feedback.text.spans import Span

_TOKEN = re.compile(r"\w+(?:['’]\w+)*|([^\w\s])\1*")
_RUN = re.compile(r"\S+")
_EAST_ASIAN = re.compile(
    r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]"
)
_WORD = re.compile(r"\w+(?:['’]\w+)*")


def token_spans(text: str) -> list[Span]:
    """The spans of all tokens, in order; together they hold every non-white character."""
    if has_words_of_icu(text):
        return [
            span for run in _RUN.finditer(text) for span in _run_spans(run.group(), run.start())
        ]
    return [Span(*match.span()) for match in _TOKEN.finditer(text)]


def count_tokens(text: str) -> int:
    """How many tokens the text holds."""
    if has_words_of_icu(text):
        return len(token_spans(text))
    return sum(1 for _ in _TOKEN.finditer(text))


def words(text: str) -> list[str]:
    """The words of the text as written, without punctuation marks."""
    return [text[start:end] for start, end in word_spans(text)]


def word_spans(text: str) -> list[Span]:
    """Where the words stand."""
    if has_words_of_icu(text):
        return [span for span in token_spans(text) if _WORD.match(text, span.start)]
    return [Span(*match.span()) for match in _WORD.finditer(text)]


def is_long_enough_to_mean(word: str) -> bool:
    """Whether it may be what a sentence is about: three letters, or two East Asian characters."""
    return len(word) > (1 if _EAST_ASIAN.match(word) else 2)


def _run_spans(text: str, offset: int) -> list[Span]:
    """Tokens of a stretch without white space, which begins at the offset."""
    plain = not has_words_of_icu(text)
    spans = (match.span() for match in _TOKEN.finditer(text)) if plain else icu_word_spans(text)
    return [Span(offset + start, offset + end) for start, end in _with_runs(text, spans)]


def _with_runs(text: str, spans: Iterable[tuple[int, int]]) -> list[Span]:
    """The spans, those of the same mark in a row as one."""
    found: list[Span] = []
    for start, end in spans:
        mark = text[start:end]
        if found and found[-1].end == start and not mark[0].isalnum() and text[start - 1] == mark:
            found[-1] = Span(found[-1].start, end)
        else:
            found.append(Span(start, end))
    return found
