"""Double Thompson sampling: comparisons that find each prompt's best response.

Two draws of the reward from the posterior name a best response each; asking which of the two is
better narrows down who may be best, and spends nothing on telling bad responses apart (Wu and Liu
2016, "Double Thompson sampling for dueling bandits"; for language models Dwaracherla et al. 2024,
"Efficient exploration for LLMs", algorithm 4).
"""

from __future__ import annotations

import numpy as np

from rewardmodel.learning.arrays import BoolArray, FloatArray, IntArray
from rewardmodel.learning.asking.candidates import Candidates
from rewardmodel.learning.head.posterior import Posterior

# Further draws made for the second response while it equals the first, before it is left to the
# second best of the last one.
_REDRAWS = 10


def double_thompson(
    posterior: Posterior,
    candidates: Candidates,
    size: int,
    *,
    rng: np.random.Generator,
    open_: BoolArray | None = None,
    per_prompt: int | None = 1,
    reward_columns: BoolArray | None = None,
) -> tuple[IntArray, FloatArray]:
    """Up to `size` distinct candidates, one prompt after the other in random order.

    For each pick fresh draws: the first response is the best by one draw among those that an open
    candidate of the prompt contains, the second the best by another among those it is paired with.

    Args:
        open_: mask (N,) of the candidates that may be picked; by default all.
        per_prompt: picks from a prompt before the next one's turn; None draws the prompts
            independently.
        reward_columns: mask (D,) of the columns that count as reward; by default all.

    Returns:
        Indices (n,) and scores (n,): uniform draws in falling order, since picks are exchangeable.
    """
    may = np.ones(len(candidates), dtype=np.bool_) if open_ is None else open_.copy()
    phi = candidates.phi if reward_columns is None else candidates.phi * reward_columns
    root = np.linalg.cholesky(posterior.covariance)
    members = _members(candidates.prompts)
    picked: list[int] = []
    while len(picked) < size and may.any():
        for prompt in _turns(len(members), per_prompt, rng):
            rows = members[prompt][may[members[prompt]]]
            if len(rows) and len(picked) < size:
                noise = root @ rng.standard_normal((posterior.dim, 1 + _REDRAWS))
                index = _duel(phi, candidates, rows, posterior.mean[:, None] + noise)
                picked.append(index)
                may[index] = False
    return np.array(picked, dtype=np.int64), -np.sort(-rng.random(len(picked)))


def _members(prompts: IntArray) -> list[IntArray]:
    """The candidates of each prompt."""
    order = np.argsort(prompts, kind="stable")
    counts = np.bincount(prompts, minlength=1)
    return np.split(order, np.cumsum(counts)[:-1])


def _turns(prompts: int, per_prompt: int | None, rng: np.random.Generator) -> IntArray:
    if per_prompt is None:
        return rng.integers(prompts, size=prompts)
    return np.repeat(rng.permutation(prompts), per_prompt)


def _duel(phi: FloatArray, candidates: Candidates, rows: IntArray, draws: FloatArray) -> int:
    """The candidate among `rows` of the best two responses under draws (D, 1 + redraws)."""
    ends = np.stack([candidates.a[rows], candidates.b[rows]])  # (2, n)
    responses, where = np.unique(ends, return_inverse=True)
    where = where.reshape(2, -1)
    rewards = phi[responses] @ draws  # (m, 1 + redraws)
    first = int(rewards[:, 0].argmax())
    paired = np.flatnonzero((where == first).any(axis=0))
    others = np.where(where[0, paired] == first, where[1, paired], where[0, paired])
    for column in range(1, draws.shape[1]):
        best = int(rewards[:, column].argmax())
        if best != first and best in others:
            return int(rows[paired[int((others == best).argmax())]])
    return int(rows[paired[int(rewards[others, -1].argmax())]])
