"""Frequent words: sentences whose words the text uses most, early ones first.

SumBasic (A. Nenkova and L. Vanderwende, "The Impact of Frequency on Summarization",
MSR-TR-2005-101): a sentence scores the mean probability of its content words; once it is taken,
the probabilities of its words are squared, so that the next one is about something else. Added to
that, an occurrence counts for more the earlier its sentence stands, down to a half at the end.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from feedback.generators.candidates import Candidate, candidates, join_within

_LAST_POSITION_WEIGHT = 0.5


def summarise(text: str, *, max_tokens: int) -> str:
    """The sentences made of the most frequent words, in the order of the text."""
    found = candidates(text)
    return join_within(found, _by_frequency(found), max_tokens=max_tokens)


def word_probabilities(sentences: Sequence[Sequence[str]]) -> dict[str, float]:
    """Each word's share of all occurrences, weighted by position."""
    weights: dict[str, float] = {}
    for position, sentence in enumerate(sentences):
        weight = 1 - (1 - _LAST_POSITION_WEIGHT) * position / max(len(sentences) - 1, 1)
        for word in sentence:
            weights[word] = weights.get(word, 0.0) + weight
    total = sum(weights.values())
    return {word: weight / total for word, weight in weights.items()}


def _by_frequency(found: Sequence[Candidate]) -> Iterator[int]:
    probabilities = word_probabilities([candidate.content_words for candidate in found])
    left = list(range(len(found)))
    while left:
        best = max(left, key=lambda index: _mean_probability(found[index], probabilities))
        left.remove(best)
        for word in set(found[best].content_words):
            probabilities[word] **= 2
        yield best


def _mean_probability(candidate: Candidate, probabilities: dict[str, float]) -> float:
    scores = [probabilities[word] for word in candidate.content_words]
    return sum(scores) / len(scores) if scores else 0.0
