"""Random sentences: the baseline that every other summariser must beat."""

from __future__ import annotations

import hashlib
import random

from feedback.generators.candidates import candidates, join_within


def summarise(text: str, *, max_tokens: int) -> str:
    """Sentences drawn at random, the same ones each time for the same text."""
    found = candidates(text)
    # A hash of the text, because Python's own hash() differs from process to process.
    seed = int.from_bytes(hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest())
    ranking = random.Random(seed).sample(range(len(found)), len(found))
    return join_within(found, ranking, max_tokens=max_tokens)
