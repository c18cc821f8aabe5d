"""LexRank: the sentences most like the other sentences.

G. Erkan and D. R. Radev, "LexRank: Graph-based Lexical Centrality as Salience in Text
Summarization", JAIR 22 (2004), section 3: centrality is the stationary distribution of a walk on
the graph of TF-IDF cosines between sentences. Here the continuous variant (their section 3.3)
without self-links, and with inverse document frequencies taken from the text itself, a sentence
being a document.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from feedback.generators.candidates import candidates, join_within

_JUMP_PROBABILITY = 0.15  # probability that the walk begins anew anywhere
_TOLERANCE = 1e-6
_MOST_STEPS = 200
# A sentence more like a chosen one than this adds nothing (cross-sentence subsumption).
_SUBSUMED_SIMILARITY = 0.5


def summarise(text: str, *, max_tokens: int) -> str:
    """The most central sentences that do not repeat each other, in the order of the text.

    Memory grows with sentences times distinct words: meant for leaves, not for whole books.
    """
    found = candidates(text)
    similarity = cosines([candidate.content_words for candidate in found])
    ranking = _without_repeats(np.argsort(-centrality(similarity), kind="stable"), similarity)
    return join_within(found, ranking, max_tokens=max_tokens)


def cosines(sentences: Sequence[Sequence[str]]) -> NDArray[np.float64]:
    """TF-IDF cosines between sentences given as their words: (N, N), zero for one without words.

    The inverse document frequency is log(1 + N / n) for a word that n of N sentences hold.
    """
    vocabulary: dict[str, int] = {}
    for sentence in sentences:
        for word in sentence:
            vocabulary.setdefault(word, len(vocabulary))
    vectors = np.zeros((len(sentences), len(vocabulary)))  # (N, V)
    for row, sentence in enumerate(sentences):
        for word, count in Counter(sentence).items():
            vectors[row, vocabulary[word]] = count
    holding = np.count_nonzero(vectors, axis=0)  # (V,)
    vectors *= np.log1p(len(sentences) / np.maximum(holding, 1))
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    vectors /= np.where(norms > 0, norms, 1.0)
    similarity: NDArray[np.float64] = vectors @ vectors.T
    return similarity


def centrality(similarity: NDArray[np.float64]) -> NDArray[np.float64]:
    """The stationary distribution (N,) of the walk along the similarities (N, N)."""
    count = len(similarity)
    # Without its likeness to itself: a sentence like no other would otherwise keep the walk to
    # itself and come out as central as the average. Now it sends the walk anywhere.
    between = similarity * (1.0 - np.eye(count))
    weights = between.sum(axis=1, keepdims=True)
    anywhere = np.full_like(between, 1.0 / max(count, 1))
    transition = np.divide(between, weights, out=anywhere, where=weights > 0)
    scores = np.full(count, 1.0 / max(count, 1))
    for _ in range(_MOST_STEPS):
        moved = (
            _JUMP_PROBABILITY / count + (1 - _JUMP_PROBABILITY) * (scores @ transition)
            if count
            else scores
        )
        if np.abs(moved - scores).sum() < _TOLERANCE:
            break
        scores = moved
    return scores


def _without_repeats(ranking: NDArray[np.intp], similarity: NDArray[np.float64]) -> Iterator[int]:
    kept: list[int] = []
    for index in ranking.tolist():
        if not kept or similarity[index, kept].max() <= _SUBSUMED_SIMILARITY:
            kept.append(index)
            yield index
