"""Tokens: the measure of length for leaves and summaries.

A token is a word (letters, digits and underscores, with inner apostrophes: ``don't``) or a
punctuation mark; a run of the same mark (``...``, ``=====``) is one token. A token never holds
white space, so that the counts of two stretches of text divided by white space add up.
"""

from __future__ import annotations

import re

from feedback.text.spans import Span

_TOKEN = re.compile(r"\w+(?:['’]\w+)*|([^\w\s])\1*")
_WORD = re.compile(r"\w+(?:['’]\w+)*")


def token_spans(text: str) -> list[Span]:
    """The spans of all tokens, in order; together they hold every non-white character."""
    return [Span(*match.span()) for match in _TOKEN.finditer(text)]


def count_tokens(text: str) -> int:
    """How many tokens the text holds."""
    return sum(1 for _ in _TOKEN.finditer(text))


def words(text: str) -> list[str]:
    """The words of the text as written, without punctuation marks."""
    return _WORD.findall(text)
