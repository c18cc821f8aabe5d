"""Simulated annotators: answers drawn from a hidden reward by the model's own likelihood.

The hidden rewards below judge a summary by its text alone, in ways that the features of the
reward model cannot express exactly, so that a test or a demonstration has something to learn.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from typing import Literal

import numpy as np

from rewardmodel.learning.head.likelihood import OUTCOMES, outcome_probabilities

Choice = Literal["a", "b", "tie"]
Reward = Callable[[str, str], float]

_WORD = re.compile(r"[^\W\d_]{4,}")
# Words of four letters and more that say little of what a text is about.
_COMMON = (
    "about after also because been before being between both could does each from have into "
    "just like made make many more most much must only other over same should some such than "
    "that their them then there these they this those through under used using very well were "
    "what when where which while will with within without would your"
)
_STOP_WORDS = frozenset(_COMMON.split())


def _content_words(text: str) -> list[str]:
    return [word for word in _WORD.findall(text.lower()) if word not in _STOP_WORDS]


def coverage_reward(prompt: str, response: str) -> float:
    """Likes summaries that cover the prompt's subject in few words without repeating themselves.

    4 x coverage - 2 x redundancy - 1.5 x length. Coverage, in [0, 1], is the share of the
    prompt's content words, weighted by the square root of their frequency, that the response
    mentions; redundancy, in [0, 1], the share of its content words that it has said before;
    length the ratio of its words to the prompt's, at most 1. An empty response earns -2.
    """
    said = _content_words(response)
    if not said:
        return -2.0
    weights = {word: count**0.5 for word, count in Counter(_content_words(prompt)).items()}
    covered = sum(weights.get(word, 0.0) for word in set(said))
    coverage = covered / sum(weights.values()) if weights else 0.0
    redundancy = 1 - len(set(said)) / len(said)
    length = min(1.0, len(response.split()) / max(1, len(prompt.split())))
    return 4 * coverage - 2 * redundancy - 1.5 * length


class SimulatedAnnotator:
    """Someone whose answers follow Davidson's model around a hidden reward.

    z = reliability x (reward of a - reward of b) + side_bias x (+1 if a was shown first, else -1,
    0 if unknown); the answer is drawn from P(a), P(b), P(tie) of z. The same seed and the same
    questions in the same order give the same answers.
    """

    def __init__(
        self,
        reward: Reward,
        *,
        reliability: float = 1.0,
        log_tie: float = -1.5,
        side_bias: float = 0.0,
        seed: int = 0,
    ) -> None:
        self.reward = reward
        self.reliability = reliability
        self.log_tie = log_tie
        self.side_bias = side_bias
        self._rng = np.random.default_rng(seed)

    def choose(self, prompt: str, a: str, b: str, shown_first: int = 0) -> Choice:
        """An answer to "which is better for this prompt, a or b?".

        Args:
            shown_first: +1 if a was shown first, -1 if b was, 0 if unknown.
        """
        difference = self.reward(prompt, a) - self.reward(prompt, b)
        z = self.reliability * difference + self.side_bias * shown_first
        probabilities = outcome_probabilities(np.array([z]), self.log_tie)[0]
        choice: Choice = OUTCOMES[int(self._rng.choice(3, p=probabilities))]
        return choice
