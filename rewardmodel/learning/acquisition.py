"""Which comparisons are worth asking next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence

import numpy as np
import numpy.typing as npt

from rewardmodel.learning.arrays import FloatArray
from rewardmodel.learning.posterior import Posterior, margins


def margin_scores(posterior: Posterior, x: npt.ArrayLike) -> FloatArray:
    """Scores (N,) of candidate comparisons x (N, D): minus the expected margin's size, at most 0.

    The closer the two rewards are believed to be, the sooner the comparison is asked. The plainest
    rule, and the best measured one for accuracy; its log-loss is the worse for it.
    """
    mean, _ = margins(posterior, x)
    return -np.abs(mean)


def random_scores(count: int, *, rng: np.random.Generator) -> FloatArray:
    """Scores (count,) drawn uniformly from [0, 1): what other rules are measured against."""
    return rng.random(count)


def choose_batch(
    scores: npt.ArrayLike,
    prompt_ids: Sequence[Hashable],
    size: int,
    *,
    per_prompt: int = 1,
) -> list[int]:
    """Indices of up to `size` candidates, best first, spread over prompts.

    The best `per_prompt` of every prompt come first, in the order of their scores; where those do
    not fill the batch, the next `per_prompt` of every prompt follow, and so on. So uncertainty
    does not fill a batch with near-duplicates, and few prompts still fill it.

    Raises:
        ValueError: the lengths differ, a score is not finite, or per_prompt is below 1.
    """
    values = np.asarray(scores, dtype=np.float64)
    if values.shape != (len(prompt_ids),):
        raise ValueError(f"{values.shape} scores for {len(prompt_ids)} prompt ids")
    if not np.isfinite(values).all():
        raise ValueError("scores must be finite")
    if per_prompt < 1:
        raise ValueError(f"per_prompt must be at least 1, not {per_prompt}")
    best_first = np.argsort(-values, kind="stable").tolist()
    taken: Counter[Hashable] = Counter()
    ranked: list[tuple[int, int]] = []  # (round, index), already by score
    for index in best_first:
        ranked.append((taken[prompt_ids[index]] // per_prompt, index))
        taken[prompt_ids[index]] += 1
    ranked.sort(key=lambda entry: entry[0])  # stable: by score within a round
    return [index for _, index in ranked[: max(size, 0)]]
