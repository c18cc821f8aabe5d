"""Which of several scored responses to keep, and with what weight. Numbers alone, no texts.

Scores are rewards of responses to one prompt; only their differences mean anything, so rules that
look across prompts take them less the mean of their prompt (``centred``).

How hard a rule selects is bounded by its KL divergence from drawing at random: best of n at most
ln n - (n - 1) / n (Beirami et al. 2024), the quantiliser ln 1/q, Boltzmann weights as estimated
here. The harder it selects, the more of what it finds is the score's error (Gao et al. 2023).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
ONE_SIDED_95 = 1.645


class Weighted(NamedTuple):
    """Weights (N,) that sum to 1, their effective sample size 1 / sum w^2, and the estimate
    sum w ln(N w) of their KL divergence from equal weights, in nats."""

    weights: FloatArray
    effective_size: float
    kl: float


class Threshold(NamedTuple):
    """A score from which on responses are kept: how many of those judged lie there, the share of
    them that was good, and a lower bound of it with 95 % confidence (Wilson)."""

    score: float
    judged: int
    precision: float
    lower_bound: float


def conservative(mean: FloatArray, std: FloatArray, pessimism: float) -> FloatArray:
    """(N,): what the model thinks, less ``pessimism`` standard deviations of its doubt."""
    scores: FloatArray = mean - pessimism * std
    return scores


def centred(scores: FloatArray) -> FloatArray:
    """(N,) scores of one prompt, less their mean."""
    relative: FloatArray = scores - scores.mean()
    return relative


def best_of(scores: FloatArray, n: int | None = None) -> int:
    """The place of the best among the first n (all where None); the first of equals.

    The responses come in an order that says nothing of their quality.
    """
    return int(np.argmax(scores[:n]))


def top_quantile(scores: FloatArray, quantile: float) -> IntArray:
    """Places of the best share, best first: at least one, ceil(quantile x N) of N.

    Drawn from uniformly, they are a quantiliser (Taylor 2016): whatever a response may cost that
    the score does not see, the expected cost is at most 1 / quantile of drawing from all.
    """
    count = max(1, int(np.ceil(quantile * len(scores) - 1e-9)))
    return np.argsort(-scores, kind="stable")[:count].astype(np.int64)


def boltzmann(scores: FloatArray, temperature: float) -> Weighted:
    """Weights in proportion to exp(score / temperature): what reinforcement learning with a KL
    penalty of that size has as its optimum.

    Raises:
        ValueError: the temperature is not above 0.
    """
    if not temperature > 0:
        raise ValueError("temperature is above 0.")
    logits = scores / temperature
    weights: FloatArray = np.exp(logits - logits.max())
    weights /= weights.sum()
    positive = weights[weights > 0]
    kl = float((positive * np.log(len(weights) * positive)).sum())
    return Weighted(weights, float(1 / (weights**2).sum()), max(0.0, kl))


def threshold_for_precision(
    scores: FloatArray, good: FloatArray, target: float
) -> Threshold | None:
    """The lowest threshold of which it is 95 % sure that the share of good ones reaches the target.

    Args:
        scores: (N,) of responses that people judged; good: (N,) 1 where they liked it, else 0.

    Returns:
        None where no threshold does.
    """
    if not len(scores):
        return None
    order = np.argsort(-scores, kind="stable")
    ranked, hits = scores[order], np.cumsum(good[order])
    counts = np.arange(1, len(ranked) + 1)
    bounds = wilson_lower(hits, counts)
    last_of_equals = np.append(ranked[:-1] > ranked[1:], True)
    reached = np.flatnonzero((bounds >= target) & last_of_equals)
    if not len(reached):
        return None
    at = int(reached[-1])
    return Threshold(
        float(ranked[at]), int(counts[at]), float(hits[at] / counts[at]), float(bounds[at])
    )


def wilson_lower(hits: FloatArray, counts: npt.ArrayLike, z: float = ONE_SIDED_95) -> FloatArray:
    """Lower end (N,) of the Wilson interval of shares ``hits / counts``."""
    n = np.asarray(counts, dtype=np.float64)
    p = hits / n
    centre = p + z**2 / (2 * n)
    spread = z * np.sqrt(p * (1 - p) / n + z**2 / (4 * n**2))
    lower: FloatArray = (centre - spread) / (1 + z**2 / n)
    return lower


def level_edges(scores: FloatArray, levels: int) -> FloatArray:
    """Edges (levels - 1,) that cut the scores into levels of equal share."""
    edges: FloatArray = np.quantile(scores, np.arange(1, levels) / levels)
    return edges


def levels_of(scores: FloatArray, edges: FloatArray) -> IntArray:
    """(N,): 1 for the lowest level, up to one more than there are edges."""
    return (np.searchsorted(edges, scores, side="right") + 1).astype(np.int64)
