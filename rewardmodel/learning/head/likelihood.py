"""The likelihood of an answer: Bradley-Terry with ties, in Davidson's form.

With z the difference of the two rewards and nu = exp(log_tie),

    P(a) : P(b) : P(tie)  =  e^{z/2} : e^{-z/2} : nu

(Davidson 1970, "On extending the Bradley-Terry model to accommodate ties in paired comparison
experiments"). As nu goes to 0 this is Bradley-Terry, P(a) = sigma(z). Given that the answer is no
tie, P(a) is sigma(z) whatever nu is. The three columns are always in the order a, b, tie.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

from rewardmodel.learning.arrays import FloatArray

if TYPE_CHECKING:
    from torch import Tensor

OUTCOMES: tuple[Literal["a"], Literal["b"], Literal["tie"]] = ("a", "b", "tie")
# How much of the probability each stated strength puts on the chosen side. Strength 4, like an
# answer without strength, is taken at its word; below it, a weaker preference is a softer one.
STRENGTH_SHARES = {1: 0.7, 2: 0.8, 3: 0.9, 4: 1.0}


def target(choice: str, strength: int | None = None) -> FloatArray:
    """The soft target (3,) of one answer.

    A choice of strength 1, 2, 3 or 4 puts .7, .8, .9 or 1 on the chosen side and the rest on the
    other; no strength counts as 4. A tie is (0, 0, 1), whatever its strength.

    Raises:
        ValueError: choice is not "a", "b" or "tie", or strength is not None or 1..4.
    """
    if choice not in OUTCOMES:
        raise ValueError(f"choice must be one of {OUTCOMES}, not {choice!r}")
    share = 1.0 if strength is None else STRENGTH_SHARES.get(strength)
    if share is None:
        raise ValueError(f"strength must be None or 1 to 4, not {strength!r}")
    if choice == "tie":
        return np.array([0.0, 0.0, 1.0])
    return np.array([share, 1 - share, 0.0] if choice == "a" else [1 - share, share, 0.0])


def _logits(z: FloatArray, log_tie: float) -> FloatArray:
    """(N,) -> (N, 3), unnormalised log-probabilities."""
    return np.stack([z / 2, -z / 2, np.full_like(z, log_tie)], axis=-1)


def _log_probabilities(z: FloatArray, log_tie: float) -> FloatArray:
    logits = _logits(z, log_tie)
    shifted: FloatArray = logits - logits.max(axis=-1, keepdims=True)
    log_probabilities: FloatArray = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    return log_probabilities


def outcome_probabilities(z: npt.ArrayLike, log_tie: float) -> FloatArray:
    """Probabilities of a, b and tie, (..., 3), for reward differences z (...)."""
    p: FloatArray = np.exp(_log_probabilities(np.asarray(z, dtype=np.float64), log_tie))
    return p


def negative_log_likelihood(z: npt.ArrayLike, targets: npt.ArrayLike, log_tie: float) -> FloatArray:
    """Cross-entropy (N,) of soft targets (N, 3) under reward differences z (N,)."""
    log_p = _log_probabilities(np.asarray(z, dtype=np.float64), log_tie)
    q = np.asarray(targets, dtype=np.float64)
    loss: FloatArray = -(q * log_p).sum(axis=-1)
    return loss


def derivatives(
    z: npt.ArrayLike, targets: npt.ArrayLike, log_tie: float
) -> tuple[FloatArray, FloatArray]:
    """First and second derivative in z of the negative log-likelihood.

    Args:
        z: (N,); targets: (N, 3), rows summing to 1.

    Returns:
        gradient (N,) in [-1, 1] and curvature (N,) in [0, 1/4]. Since log_tie enters as a third
        logit, the curvature does not depend on the targets and the loss is convex.
    """
    p = outcome_probabilities(z, log_tie)
    q = np.asarray(targets, dtype=np.float64)
    lead = p[..., 0] - p[..., 1]
    gradient = (lead - (q[..., 0] - q[..., 1])) / 2
    return gradient, _curvature(p)


def _curvature(p: FloatArray) -> FloatArray:
    """Variance (...) of the statistic (+1/2, -1/2, 0) under p (..., 3)."""
    # Written so that it does not cancel at large |z|.
    variance: FloatArray = p[..., 0] * p[..., 1] + p[..., 2] * (p[..., 0] + p[..., 1]) / 4
    return variance


def curvatures(z: npt.ArrayLike, log_tie: float) -> FloatArray:
    """Second derivative in z (N,) of the negative log-likelihood, in [0, 1/4], whatever the answer.

    It is what an answer to a comparison with reward difference z is expected to teach.
    """
    return _curvature(outcome_probabilities(z, log_tie))


def tie_derivatives(
    z: npt.ArrayLike, targets: npt.ArrayLike, log_tie: float
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Derivatives of the negative log-likelihood in log_tie: first, second, and mixed with z.

    Each is (N,), for z (N,) and targets (N, 3).
    """
    p = outcome_probabilities(z, log_tie)
    q = np.asarray(targets, dtype=np.float64)
    tie = p[..., 2]
    return tie - q[..., 2], tie * (1 - tie), -tie * (p[..., 0] - p[..., 1]) / 2


def torch_negative_log_likelihood(
    z: Tensor, targets: Tensor, log_tie: Tensor, margin: Tensor | None = None
) -> Tensor:
    """The same cross-entropy for training by gradients: z (N,), targets (N, 3) -> (N,).

    log_tie is a tensor of no dimensions, so that it can be learned. A margin (N,) asks the chosen
    side to lead by so much more, -log sigma(z - margin) where ties do not exist (Touvron et al.
    2023, "Llama 2", section 3.2.2); it distorts probabilities, and is there for parity with other
    trainers.
    """
    import torch

    if margin is not None:
        z = z - margin * (targets[:, 0] - targets[:, 1])
    logits = torch.stack([z / 2, -z / 2, log_tie.expand_as(z)], dim=-1)
    return -(targets * torch.log_softmax(logits, dim=-1)).sum(dim=-1)


def log_losses(probabilities: FloatArray, targets: FloatArray) -> FloatArray:
    """Cross-entropies (N,) in nats of probabilities (N, 3) with targets (N, 3).

    A floor keeps one impossible answer from making them infinite: it costs 708 nats.
    """
    log_p = np.log(np.maximum(probabilities, np.finfo(np.float64).tiny))
    losses: FloatArray = -(targets * log_p).sum(axis=1)
    return losses
