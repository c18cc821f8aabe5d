"""What the votes on one comparison say together, when raters are not equally reliable.

The latent difference z of the two responses is normal around 0 before any vote. Rater k answers
a, b or tie with odds e^{u/2} : e^{-u/2} : nu, where u = beta_k z + s_k d, and d is 1 where a was
shown first, -1 where b was and 0 where nobody knows (Davidson 1970, with a reliability and a side
bias for each rater). Votes are independent given z. What the reward model thinks of the two texts
is left out: labels are what people said, and the model is not taught its own opinion.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from feedback.exports.records import Choice

FloatArray = npt.NDArray[np.float64]
OUTCOMES: tuple[Choice, ...] = ("a", "b", "tie")
# Differences between two responses to one prompt, in logits: half of them lie within 1.3.
PRIOR_STD = 2.0
_GRID: FloatArray = np.linspace(-5 * PRIOR_STD, 5 * PRIOR_STD, 201)
_LOG_PRIOR: FloatArray = -(_GRID**2) / (2 * PRIOR_STD**2)
_SHOWN = {"a": 1.0, "b": -1.0, "": 0.0}


class VoteModel(NamedTuple):
    """How a rater votes: reliability beta (1 is typical), side bias s (in units of reward, that
    of all raters included) and ln nu."""

    reliability: float
    side_bias: float
    log_tie: float


class CastVote(NamedTuple):
    """A vote, the side that was shown first ("" where unknown), and who gave it."""

    choice: Choice
    first_shown: str
    rater: VoteModel


# Before a model has met anybody: e^-1.5 ties for each of two equal chances.
TYPICAL = VoteModel(1.0, 0.0, -1.5)


def outcome_posterior(votes: Sequence[CastVote], typical: VoteModel = TYPICAL) -> FloatArray:
    """Probabilities (3,) that a typical rater who does not mind sides would say a, b or tie."""
    log_weight = _LOG_PRIOR.copy()
    for vote in votes:
        u = vote.rater.reliability * _GRID + vote.rater.side_bias * _SHOWN[vote.first_shown]
        outcome = OUTCOMES.index(vote.choice)
        log_weight += _log_probabilities(u, vote.rater.log_tie)[outcome]
    weight = np.exp(log_weight - log_weight.max())
    expected: FloatArray = np.exp(_log_probabilities(_GRID, typical.log_tie)) @ weight
    expected /= weight.sum()
    return expected


def likeliest(probabilities: FloatArray) -> Choice:
    """The likeliest outcome; a tie where none is likelier than each other."""
    a, b, tie = probabilities
    if tie >= max(a, b) or np.isclose(a, b, rtol=0, atol=1e-9):
        return "tie"
    return "a" if a > b else "b"


def _log_probabilities(u: FloatArray, log_tie: float) -> FloatArray:
    """(G,) -> (3, G)"""
    logits = np.stack([u / 2, -u / 2, np.full_like(u, log_tie)])
    shifted: FloatArray = logits - logits.max(axis=0)
    shifted -= np.log(np.exp(shifted).sum(axis=0))
    return shifted
