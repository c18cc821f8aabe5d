"""Leading sentences: a text that begins with its point is summarised by its beginning."""

from __future__ import annotations

from itertools import accumulate

from feedback.generators.candidates import candidates, join_within


def summarise(text: str, *, max_tokens: int) -> str:
    """The first sentences of the text, up to the first that does not fit any more.

    A first sentence longer than ``max_tokens`` is cut at a word border and ends in an ellipsis.
    """
    found = candidates(text)
    lengths = accumulate(candidate.tokens for candidate in found)
    fitting = sum(1 for length in lengths if length <= max_tokens)
    return join_within(found, range(min(max(fitting, 1), len(found))), max_tokens=max_tokens)
