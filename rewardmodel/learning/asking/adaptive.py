"""The adaptive rule: as much of an active rule as its measured lift deserves.

Evidence for active selection is mixed: gains on one data set, none on the next (the benchmark in
docs/experiments.md among it). So the share of comparisons that a rule chooses is a bet on its
lift: a mildly hopeful prior belief, moved by what `lift.measure_lift` finds on this project's own
answers.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from rewardmodel.learning.arrays import BoolArray
from rewardmodel.learning.asking.candidates import Candidates
from rewardmodel.learning.asking.lift import Lift
from rewardmodel.learning.asking.selection import Rule, Selection, select_batch
from rewardmodel.learning.head.posterior import Posterior


@dataclass(frozen=True)
class AdaptiveRule:
    """Which rule to bet on, and how. Lift is in nats an answer, as `Lift.log_loss`."""

    rule: Rule = "variance_reduction"
    prior_lift: float = 0.003  # believed before anything is measured
    prior_error: float = 0.004  # standard deviation of that belief
    worthwhile: float = 0.001  # a lift below this is none
    most: float = 0.8  # share of the rule at most: the rest is the random share
    least: float = 0.05  # at least, so that a lift that comes later can be seen

    def active_share(self, lift: Lift | None) -> float:
        """The share of comparisons for the rule to choose, in [least, most].

        `most` times the probability that the lift is worthwhile, by the normal posterior of the
        prior belief and the measurement; a rule measured to be worse gets `least`, and so does
        one whose lift is measured, well enough, to be nothing.
        """
        mean, precision = self.prior_lift, self.prior_error**-2
        if lift is not None and lift.verdict == "worse":
            return self.least
        if lift is not None and lift.log_loss.standard_error > 0:
            measured = lift.log_loss.standard_error**-2
            mean = (mean * precision + lift.log_loss.mean * measured) / (precision + measured)
            precision += measured
        chance = NormalDist(mean, precision**-0.5).cdf(self.worthwhile)
        return max(self.least, self.most * (1 - chance))


def select_adaptive_batch(
    adaptive: AdaptiveRule,
    lift: Lift | None,
    posterior: Posterior,
    candidates: Candidates,
    size: int,
    *,
    rng: np.random.Generator,
    per_prompt: int | None = 1,
    reward_columns: BoolArray | None = None,
    population: Candidates | None = None,
) -> Selection:
    """Up to `size` candidates: the rule's share by its lift so far, the rest drawn at random.

    Whether each place is the rule's or chance's is not for the model to say, so the random ones
    are a fair sample of the candidates and serve as random share. Arguments as for `select_batch`.
    """
    return select_batch(
        adaptive.rule,
        posterior,
        candidates,
        size,
        rng=rng,
        random_share=1 - adaptive.active_share(lift),
        per_prompt=per_prompt,
        reward_columns=reward_columns,
        population=population,
    )
