"""Candidate comparisons: pairs of responses whose features are at hand.

M responses have features once; a candidate is two of their numbers. So 20,000 candidates among a
few hundred responses cost little more than the responses, and no matrix of candidates by
candidates is ever made. N candidates, D columns throughout.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rewardmodel.learning.arrays import FloatArray, IntArray
from rewardmodel.learning.head.posterior import Posterior

# Rows of features gathered at once: 2,000 x 387 float64 is 6 MB, which stays in the cache.
_ROWS_AT_ONCE = 2000
# From so many candidates a prompt on, on average, a prompt is worth an operation of its own.
_MANY = 50
# Most entries of a matrix of responses by responses that a candidate is worth.
_DENSE = 8


@dataclass(frozen=True, eq=False)
class Candidates:
    """N pairs among M responses, and the prompt of each pair. Made by `candidates_of`."""

    phi: FloatArray  # (M, D) item features; the display order column 0, as `item_features` has it
    a: IntArray  # (N,) row of phi of the first response
    b: IntArray  # (N,) row of phi of the second response
    prompts: IntArray  # (N,) equal numbers for equal prompts, from 0

    def __len__(self) -> int:
        return len(self.a)

    def features(self, rows: npt.ArrayLike | None = None) -> FloatArray:
        """Comparison features (n, D) of the candidates in `rows`, by default of all."""
        chosen = np.arange(len(self)) if rows is None else np.asarray(rows, dtype=np.int64)
        return self.phi[self.a[chosen]] - self.phi[self.b[chosen]]

    def project(self, direction: FloatArray) -> FloatArray:
        """x'd (N,) of every candidate's features x with a vector d (D,)."""
        along = self.phi @ direction
        return along[self.a] - along[self.b]

    def margins(self, posterior: Posterior) -> tuple[FloatArray, FloatArray]:
        """Mean (N,) and variance (N,) of each candidate's reward difference.

        The same as `posterior.margins` of `features()`, in O(M D^2 + N D) at most, not O(N D^2).
        """
        return self.project(posterior.mean), self.quadratic(posterior.covariance)

    def quadratic(self, matrix: FloatArray) -> FloatArray:
        """x'Mx (N,), at least 0, of every candidate's features x, M (D, D) symmetric."""
        spread = self.phi @ matrix  # (M, D)
        result = np.empty(len(self))
        for rows in self._rows_by_prompt():
            a, b = self.a[rows], self.b[rows]
            responses, where = np.unique(np.concatenate([a, b]), return_inverse=True)
            if len(responses) ** 2 <= _DENSE * len(rows):  # many pairs among few responses
                joint = self.phi[responses] @ spread[responses].T
                own, i, j = np.diag(joint), where[: len(rows)], where[len(rows) :]
                result[rows] = own[i] + own[j] - joint[i, j] - joint[j, i]
            else:
                x = self.phi[a] - self.phi[b]
                result[rows] = np.einsum("nd,nd->n", x, spread[a] - spread[b])
        return np.maximum(result, 0.0)

    def _rows_by_prompt(self) -> list[IntArray]:
        """The candidates, prompt by prompt where prompts have many, else so many at once."""
        counts = np.bincount(self.prompts)
        order = np.argsort(self.prompts, kind="stable")
        if len(counts) * _MANY > len(self):
            return np.array_split(order, len(order) // _ROWS_AT_ONCE + 1)
        return np.split(order, np.cumsum(counts)[:-1])


def candidates_of(
    phi: npt.ArrayLike, pairs: npt.ArrayLike, prompts: Sequence[Hashable]
) -> Candidates:
    """Candidates among responses with features phi (M, D).

    Args:
        pairs: (N, 2) rows of phi: the two responses of each candidate.
        prompts: (N,) what each candidate's responses answer: any hashable, an id for instance.

    Raises:
        ValueError: shapes do not agree, a value is not finite, a row is outside phi, or a
            response is paired with itself.
    """
    rows = np.asarray(phi, dtype=np.float64)
    ends = np.asarray(pairs, dtype=np.int64).reshape(-1, 2)
    if rows.ndim != 2 or len(ends) != len(prompts):
        raise ValueError(
            f"shapes do not agree: phi {rows.shape}, pairs {ends.shape}, {len(prompts)} prompts"
        )
    if not np.isfinite(rows).all():
        raise ValueError("features must be finite")
    if len(ends) and (ends.min() < 0 or ends.max() >= len(rows)):
        raise ValueError(f"pairs must be rows of phi, 0 to {len(rows) - 1}")
    if (ends[:, 0] == ends[:, 1]).any():
        raise ValueError("a response cannot be compared with itself")
    numbers: dict[Hashable, int] = {}
    numbered = [numbers.setdefault(prompt, len(numbers)) for prompt in prompts]
    return Candidates(rows, ends[:, 0], ends[:, 1], np.array(numbered, dtype=np.int64))
