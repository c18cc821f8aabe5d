"""How much responses differ from each other: per prompt, and across prompts.

- Vendi score: the effective number of different items, exp of the entropy of the eigenvalues of
  K / N (Friedman and Dieng 2023, "The Vendi score").
- distinct-n: distinct n-grams as a share of all (Li et al. 2016, "A diversity-promoting objective
  function for neural conversation models").
- self-BLEU: each response's BLEU with the others as references (Zhu et al. 2018, "Texygen");
  high where they say the same.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from rewardmodel.learning.arrays import FloatArray

_WORD = re.compile(r"\w+", re.UNICODE)
_ORDERS = (1, 2, 3, 4)
# Counts of n-grams of one order that match nowhere are not 0, or one missing order would hide all
# others (Chen and Cherry 2014, smoothing 1).
_SMALLEST = 0.1


def words_of(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def vendi_score(vectors: npt.ArrayLike) -> float:
    """1 for items (N, D) that are all alike, N for such as are at right angles; NaN without any.

    Similarity is the cosine, negative ones counting as none.
    """
    x = np.asarray(vectors, dtype=np.float64)
    if len(x) == 0:
        return float("nan")
    lengths = np.linalg.norm(x, axis=1, keepdims=True)
    x = x / np.where(lengths > 0, lengths, 1.0)
    values = np.linalg.eigvalsh(x.T @ x if x.shape[1] < len(x) else x @ x.T) / len(x)
    values = values[values > 1e-12]
    values = values / values.sum() if len(values) else np.ones(1)
    return float(np.exp(-(values * np.log(values)).sum()))


def distinct_ngrams(texts: Sequence[str], n: int = 2) -> float:
    """Distinct n-grams of all texts as a share of all that they have; NaN where they have none."""
    counts: Counter[tuple[str, ...]] = Counter()
    for text in texts:
        counts.update(_grams(words_of(text), n))
    total = counts.total()
    return len(counts) / total if total else float("nan")


def self_bleu(texts: Sequence[str]) -> float:
    """Mean BLEU-4 of each text against all the others, in [0, 1]; NaN for fewer than two."""
    words = [words_of(text) for text in texts]
    if len(words) < 2:
        return float("nan")
    scores = [_bleu(one, [o for j, o in enumerate(words) if j != i]) for i, one in enumerate(words)]
    return float(np.mean(scores))


def _grams(words: Sequence[str], n: int) -> list[tuple[str, ...]]:
    return [tuple(words[i : i + n]) for i in range(len(words) - n + 1)]


def _bleu(words: list[str], references: list[list[str]]) -> float:
    if not words:
        return 1.0 if any(not each for each in references) else 0.0
    logs: list[float] = []
    for n in _ORDERS:
        own = Counter(_grams(words, n))
        if not own:
            break  # a text shorter than n words has no say about it
        most: Counter[tuple[str, ...]] = Counter()
        for each in references:
            most |= Counter(_grams(each, n))
        right = sum(min(count, most[gram]) for gram, count in own.items())
        logs.append(float(np.log(max(right, _SMALLEST) / own.total())))
    if not logs:
        return 0.0
    nearest = min(
        (len(each) for each in references), key=lambda size: (abs(size - len(words)), size)
    )
    brevity = 1.0 if len(words) >= nearest else float(np.exp(1 - nearest / len(words)))
    return brevity * float(np.exp(np.mean(logs)))


def bootstrap_means(
    values: npt.ArrayLike, *, draws: int = 1000, level: float = 0.95, seed: int = 0
) -> FloatArray:
    """(3,): the mean of one figure for each prompt (P,), and its percentile interval."""
    x = np.asarray(values, dtype=np.float64)
    x = x[np.isfinite(x)]
    if len(x) == 0:
        return np.full(3, np.nan)
    rng = np.random.default_rng(seed)
    means = x[rng.integers(len(x), size=(draws, len(x)))].mean(axis=1)
    low, high = np.quantile(means, [(1 - level) / 2, (1 + level) / 2])
    return np.array([x.mean(), low, high])
