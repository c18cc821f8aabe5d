"""Features of a response to its prompt, and of the comparison of two responses.

A reward is r(x, y) = w . phi(x, y). The columns of phi, in order, are

    content: what the encoder makes of the response   (E columns; see `feature_sets`)
    relevance: inner product of the embeddings of prompt and response
    log_length: log(1 + words), centred       (nuisance)
    shown_first: +1, -1, or 0 where unknown   (nuisance; 0 for a single item)

Nuisance columns explain answers without being worth anything: they are learned, so that length
and position do not leak into the other weights. The order of display is never part of a reward;
length is, as far as it is to be paid (`Length`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from rewardmodel.learning.arrays import BoolArray, Float32Array, FloatArray

EXTRA_COLUMNS = ("relevance", "log_length", "shown_first")
# A constant centre keeps the features of an item independent of the other items; it cancels
# in every difference. 63 words are a usual length of a summary or an answer.
LOG_LENGTH_CENTRE = float(np.log1p(63))


class Length(NamedTuple):
    """What a reward pays for length: nothing, what people paid for it, or that up to a cap."""

    pay: Literal["unpaid", "paid", "capped"] = "unpaid"
    cap: int = 200  # words


@dataclass(frozen=True)
class FeatureLayout:
    """What each of the D = encoder_dim + 3 columns of a feature row holds."""

    encoder_dim: int

    @property
    def dim(self) -> int:
        return self.encoder_dim + len(EXTRA_COLUMNS)

    @property
    def names(self) -> tuple[str, ...]:
        """Column names, (D,)."""
        return (*(f"encoder_{i}" for i in range(self.encoder_dim)), *EXTRA_COLUMNS)

    @property
    def reward_columns(self) -> BoolArray:
        """Mask (D,): True for columns that served rewards count, False for nuisance."""
        mask = np.ones(self.dim, dtype=np.bool_)
        mask[-2:] = False
        return mask

    def paid_columns(self, length: Length) -> BoolArray:
        """Mask (D,) of the columns that rewards count when length is paid as `length` says."""
        mask = self.reward_columns
        mask[-2] = length.pay != "unpaid"
        return mask

    def capped(self, phi: npt.ArrayLike, length: Length) -> FloatArray:
        """Items phi (N, D) or (D,) with no more words than are paid for."""
        rows = np.array(phi, dtype=np.float64)
        if length.pay == "capped":
            most = np.log1p(length.cap) - LOG_LENGTH_CENTRE
            rows[..., -2] = np.minimum(rows[..., -2], most)
        return rows


def word_counts(texts: Sequence[str]) -> FloatArray:
    """Number of whitespace-separated words of each text, (N,)."""
    return np.array([len(text.split()) for text in texts], dtype=np.float64)


def item_features(
    content: npt.ArrayLike, relevance: npt.ArrayLike, words: npt.ArrayLike
) -> Float32Array:
    """Feature rows of N responses.

    Args:
        content: (N, E), what the encoder made of the responses.
        relevance: (N,), inner products with the embeddings of their prompts.
        words: (N,), words in each response.

    Returns:
        (N, E + 3) float32; the last column, shown_first, is 0.

    Raises:
        ValueError: the shapes do not agree.
    """
    rows = np.asarray(content, dtype=np.float32)
    near = np.asarray(relevance, dtype=np.float32)
    counts = np.asarray(words, dtype=np.float64)
    if rows.ndim != 2 or near.shape != rows.shape[:1] or counts.shape != near.shape:
        raise ValueError(
            f"shapes do not agree: content {rows.shape}, relevance {near.shape}, "
            f"words {counts.shape}"
        )
    n, e = rows.shape
    phi = np.zeros((n, e + len(EXTRA_COLUMNS)), dtype=np.float32)
    phi[:, :e] = rows
    phi[:, e] = near
    phi[:, e + 1] = np.log1p(counts) - LOG_LENGTH_CENTRE
    return phi


def comparison_features(
    phi_a: npt.ArrayLike, phi_b: npt.ArrayLike, shown_first: npt.ArrayLike
) -> FloatArray:
    """Feature rows of N comparisons: phi_a - phi_b, with the order of display in the last column.

    Args:
        phi_a, phi_b: (N, D) item features of the two responses.
        shown_first: (N,) +1 where a was shown first, -1 where b was, 0 where unknown.

    Returns:
        (N, D) float64. Swapping a and b, and the order with them, negates every row.

    Raises:
        ValueError: the shapes do not agree, or shown_first holds another value.
    """
    a = np.asarray(phi_a, dtype=np.float64)
    b = np.asarray(phi_b, dtype=np.float64)
    order = np.asarray(shown_first, dtype=np.float64)
    if a.ndim != 2 or a.shape != b.shape or order.shape != a.shape[:1]:
        raise ValueError(f"shapes do not agree: {a.shape}, {b.shape}, {order.shape}")
    if not np.isin(order, (-1.0, 0.0, 1.0)).all():
        raise ValueError("shown_first must hold +1, -1 or 0 only")
    x = a - b
    x[:, -1] = order
    return x
