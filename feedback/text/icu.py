"""Borders by Unicode's rules (UAX #29), as ICU knows them for every script, and by dictionary where
a script writes no spaces between words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from icu4py.breakers import SentenceBreaker, WordBreaker

from feedback.text.spans import Span

# Scripts whose words Python's \w takes apart at vowel signs, or does not take apart at all: from
# Hebrew and Arabic to Mongolian, and those of East Asia.
_BEYOND_SPACES = re.compile(
    r"[\u0591-\u1cff\u2e80-\ua4cf\ua8e0-\udfff\uf900-\ufaff\U00016f00-\U0003ffff]"
)
_GREEK = re.compile(r"[\u0370-\u03ff\u1f00-\u1fff]")
_LATIN = re.compile(r"[A-Za-z]")
_OPENERS = "“‘«‹「『（《〈【([{"


def has_words_of_icu(text: str) -> bool:
    """Whether the words of the text are not what spaces and punctuation say."""
    return _BEYOND_SPACES.search(text) is not None


def icu_word_spans(text: str) -> Iterator[Span]:
    """Words, and single punctuation marks, in order; without white space."""
    end = 0
    for piece in WordBreaker(text, "root"):
        start, end = end, end + len(piece)
        if not piece.isspace():
            yield Span(start, end)


def icu_sentence_spans(text: str) -> Iterator[Span]:
    """Sentences in order, without the white space after them. A line break is a space.

    A quotation mark that opens the next sentence belongs to it.
    """
    flat = text.replace("\n", " ").replace("\r", " ").replace("\u0085", " ").replace("\u2029", " ")
    start = end = 0
    for piece in SentenceBreaker(flat, _locale(text)):
        end += len(piece)
        cut = end
        while cut - 1 > start and text[cut - 1] in _OPENERS and not text[end : end + 1].isspace():
            cut -= 1
        if end == len(text):
            cut = end
        if body := text[start:cut].rstrip():
            yield Span(start + len(body) - len(body.lstrip()), start + len(body))
        start = cut


def _locale(text: str) -> str:
    """Greek ends questions with what is a semicolon elsewhere."""
    return "el" if len(_GREEK.findall(text)) > len(_LATIN.findall(text)) else "root"
