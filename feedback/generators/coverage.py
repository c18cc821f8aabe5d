"""Coverage: the few sentences that together mention the most of what the text is about.

The greedy algorithm with scaled costs for a monotone submodular function under a budget (H. Lin
and J. Bilmes, "Multi-document Summarization via Budgeted Maximization of Submodular Functions",
NAACL 2010, algorithm 1). The function is the weight of the distinct content words covered, a
word weighing the number of times the text uses it (the concept coverage of their "A Class of
Submodular Functions for Document Summarization", ACL 2011).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from feedback.generators.candidates import Candidate, candidates, join_within

_COST_EXPONENT = 0.3  # between gain alone (0) and gain per token (1)


def summarise(text: str, *, max_tokens: int) -> str:
    """The sentences that cover the most content words within the limit, in the text's order."""
    found = candidates(text)
    return join_within(found, _by_gain(found, max_tokens), max_tokens=max_tokens)


def _by_gain(found: Sequence[Candidate], max_tokens: int) -> Iterator[int]:
    """Indices by greatest gain, counting only what still fits; the longest gain if nothing does."""
    weights = Counter(word for candidate in found for word in candidate.content_words)
    left = set(range(len(found)))
    room = max_tokens
    covered: set[str] = set()

    def gain(index: int) -> tuple[float, int]:
        new = sum(weights[word] for word in set(found[index].content_words) - covered)
        return new / found[index].tokens ** _COST_EXPONENT, -index

    while left:
        fitting = [index for index in left if found[index].tokens <= room]
        if not fitting and covered:
            return
        best = max(fitting or left, key=gain)
        left.remove(best)
        room -= found[best].tokens
        covered |= set(found[best].content_words)
        yield best
