"""The built-in extractive summarisers: each takes whole sentences of the text, unchanged.

``summarise(text, *, max_tokens)`` of each returns a summary of at most ``max_tokens`` tokens, the
same one each time; for a text without words or marks, the empty string. Different ones may return
the same summary, most of all for short texts.
"""

from __future__ import annotations

from typing import Protocol

from feedback.generators import coverage, frequency, leading, lexrank, random_sentences


class Summarise(Protocol):
    """A function that shortens a text."""

    def __call__(self, text: str, *, max_tokens: int) -> str: ...


EXTRACTIVE: dict[str, Summarise] = {
    "leading": leading.summarise,
    "lexrank": lexrank.summarise,
    "frequency": frequency.summarise,
    "coverage": coverage.summarise,
    "random": random_sentences.summarise,
}

__all__ = ["EXTRACTIVE", "Summarise"]
