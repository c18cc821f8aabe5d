"""A hidden reward of the tests' own, unlike the one that the demonstration uses."""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W\d_]{4,}")
_SENTENCE_END = re.compile(r"[.!?]+(?:\s+|$)")


def plain_reward(prompt: str, response: str) -> float:
    """Likes plain writing: short sentences of short words, and words taken from the prompt.

    3 x grounding - words a sentence / 15 - (letters a word - 5) / 2. Grounding, in [0, 1], is the
    share of the response's content words that the prompt uses too. An empty response earns -4.
    """
    words = response.split()
    if not words:
        return -4.0
    said = _WORD.findall(response.lower())
    source = set(_WORD.findall(prompt.lower()))
    grounding = sum(word in source for word in said) / len(said) if said else 0.0
    sentences = max(1, len(_SENTENCE_END.findall(response)))
    letters = sum(map(len, words)) / len(words)
    return 3 * grounding - len(words) / sentences / 15 - (letters - 5) / 2
