"""Batches of comparisons to ask next, chosen among candidates by a rule.

A batch is answered before the model is asked again, so what its comparisons tell must differ: it
is spread over prompts, each pick lowers the variances of the rest as its answer will (the
covariance of a Gaussian posterior does not depend on what is answered, only on what is asked),
and what correlates almost perfectly with an earlier pick waits. Time O(M D^2 + size (M D + N)),
memory O(M D + N), for N candidates among M responses with D columns.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from rewardmodel.learning.arrays import BoolArray, FloatArray, IntArray
from rewardmodel.learning.asking import acquisition
from rewardmodel.learning.asking.candidates import Candidates
from rewardmodel.learning.asking.imagined import ImaginedAnswers
from rewardmodel.learning.asking.thompson import double_thompson
from rewardmodel.learning.head.posterior import Posterior

Rule = Literal[
    "random",
    "margin",
    "entropy",
    "bald",
    "d_optimal",
    "half_margin",
    "double_thompson",
    "delta_ucb",
    "variance_reduction",
]
RULES: tuple[Rule, ...] = get_args(Rule)
# Margins of two comparisons that correlate above this, in size, are one question asked twice.
NEAR_DUPLICATE = 0.95

# Rules that value no comparison by itself, so that those that wait are not valued anew.
UNVALUED: tuple[Rule, ...] = ("random", "double_thompson")

# Rules that ask what the reward is for: their `population`.
AIMED: tuple[Rule, ...] = ("variance_reduction",)

# Rules whose score falls as the variance does, so that a score taken earlier in the batch is an
# upper bound and only the best few must be taken anew (Minoux 1978, accelerated greedy).
_FALLING: tuple[Rule, ...] = ("bald", "d_optimal", "delta_ucb", "variance_reduction")
_RESCORED = 64


@dataclass(frozen=True, eq=False)
class Selection:
    """The n candidates of a batch, random ones first, then the rule's own, best first."""

    indices: IntArray  # (n,) rows of the candidates, distinct
    scores: FloatArray  # (n,) the rule's value when picked; for random ones uniform in [0, 1)
    at_random: BoolArray  # (n,) drawn uniformly, whatever the model thinks: fit for honest figures
    propensities: FloatArray  # (n,) probability of having been in the random share; else NaN

    def __len__(self) -> int:
        return len(self.indices)


def select_batch(
    rule: Rule,
    posterior: Posterior,
    candidates: Candidates,
    size: int,
    *,
    rng: np.random.Generator,
    random_share: float | None = None,
    per_prompt: int | None = 1,
    reward_columns: BoolArray | None = None,
    population: Candidates | None = None,
) -> Selection:
    """Up to `size` candidates to ask next.

    The random share is drawn first and uniformly from all candidates, so that its propensities
    are equal; neither the spread over prompts nor the model has a say in it. The rule fills the
    rest: the best `per_prompt` of each prompt (None for any number), near-duplicates left aside;
    where that does not fill the batch, as many again of each prompt; at last the near-duplicates.

    Args:
        random_share: the expected share of random picks, in [0, 1]; by default 1 for "random",
            1/2 for "half_margin" and 0 for every other rule.
        reward_columns: mask (D,) of the columns that count as reward, for "double_thompson"; by
            default all.
        population: the comparisons that the reward is for, for "variance_reduction"; by default
            the candidates themselves.

    Raises:
        ValueError: the rule is unknown, the posterior has another D than the candidates, or
            random_share or per_prompt is out of range.
    """
    share = usual_random_share(rule) if random_share is None else random_share
    _check(rule, posterior, candidates, share, per_prompt)
    room = max(0, min(size, len(candidates)))
    whole = int(np.floor(share * room))
    count = min(room, whole + int(rng.random() < share * room - whole))
    drawn = rng.permutation(len(candidates))[:count]
    open_ = np.ones(len(candidates), dtype=np.bool_)
    open_[drawn] = False
    if count == room:
        picked, scores = np.zeros(0, dtype=np.int64), np.zeros(0)
    elif rule == "double_thompson":
        picked, scores = double_thompson(
            posterior,
            candidates,
            room - count,
            rng=rng,
            open_=open_,
            per_prompt=per_prompt,
            reward_columns=reward_columns,
        )
    else:
        aim = None
        if rule in AIMED:
            aim = candidates if population is None else population
        imagined = ImaginedAnswers(posterior, candidates, population=aim)
        for index in drawn:
            imagined.answer(int(index))
        picked, scores = _Batch(rule, imagined, open_, per_prompt).fill(room - count)
    at_random = np.arange(count + len(picked)) < count
    return Selection(
        indices=np.concatenate([drawn, picked]).astype(np.int64),
        scores=np.concatenate([acquisition.random_scores(count, rng=rng), scores]),
        at_random=at_random,
        propensities=np.where(at_random, count / max(1, len(candidates)), np.nan),
    )


def score_candidates(
    rule: Rule,
    posterior: Posterior,
    candidates: Candidates,
    *,
    population: Candidates | None = None,
) -> FloatArray:
    """The rule's value (N,) of each candidate by itself: the order in which to ask what waits.

    Args:
        population: as for `select_batch`.

    Raises:
        ValueError: the rule values no single candidate ("random", "double_thompson"), or the
            posterior has another D than the candidates.
    """
    if rule in ("random", "double_thompson"):
        raise ValueError(f"the rule {rule} values no candidate by itself")
    _check(rule, posterior, candidates, 0.0, None)
    aim = None
    if rule in AIMED:
        aim = candidates if population is None else population
    imagined = ImaginedAnswers(posterior, candidates, population=aim)
    open_ = np.ones(len(candidates), dtype=np.bool_)
    return _Batch(rule, imagined, open_, None).scores


def usual_random_share(rule: Rule) -> float:
    return {"random": 1.0, "half_margin": 0.5}.get(rule, 0.0)


def _check(
    rule: Rule, posterior: Posterior, candidates: Candidates, share: float, per_prompt: int | None
) -> None:
    if rule not in RULES:
        raise ValueError(f"rule must be one of {RULES}, not {rule!r}")
    if candidates.phi.shape[1] != posterior.dim:
        raise ValueError(
            f"candidates have {candidates.phi.shape[1]} columns, the posterior {posterior.dim}"
        )
    if not 0 <= share <= 1:
        raise ValueError(f"random_share must lie in [0, 1], not {share}")
    if rule == "random" and share < 1:
        raise ValueError("the random rule is all random")
    if per_prompt is not None and per_prompt < 1:
        raise ValueError(f"per_prompt must be at least 1 or None, not {per_prompt}")


class _Batch:
    """The greedy choice of one batch."""

    def __init__(
        self, rule: Rule, imagined: ImaginedAnswers, open_: BoolArray, per_prompt: int | None
    ) -> None:
        self.rule, self.imagined, self.per_prompt = rule, imagined, per_prompt
        self.prompts = imagined.candidates.prompts
        self.open = open_.copy()
        self.duplicate = np.zeros(len(open_), dtype=np.bool_)
        self.taken = np.zeros(int(self.prompts.max(initial=-1)) + 1, dtype=np.int64)
        self.scores = self._value(np.arange(len(open_)))

    def fill(self, size: int) -> tuple[IntArray, FloatArray]:
        """Indices and scores of the next `size` picks, or of all that is open if less."""
        picked: list[int] = []
        values: list[float] = []
        while len(picked) < size and self.open.any():
            index, value = self._best()
            picked.append(index)
            values.append(value)
            self.open[index] = False
            self.taken[self.prompts[index]] += 1
            if len(picked) < size:
                self.duplicate |= self.imagined.answer(index) > NEAR_DUPLICATE**2
        return np.array(picked, dtype=np.int64), np.array(values, dtype=np.float64)

    def _best(self) -> tuple[int, float]:
        """The best candidate that may be picked, with its score."""
        eligible = self._eligible()
        ranked = np.where(eligible, self.scores, -np.inf)
        if self.rule not in _FALLING:
            index = int(ranked.argmax())
            return index, float(ranked[index])
        fresh = np.zeros(len(ranked), dtype=np.bool_)
        while not fresh[index := int(ranked.argmax())]:
            few = min(_RESCORED, len(ranked))
            stale = np.argpartition(-ranked, few - 1)[:few]
            stale = stale[eligible[stale] & ~fresh[stale]]
            self.scores[stale] = ranked[stale] = self._value(stale)
            fresh[stale] = True
        return index, float(ranked[index])

    def _eligible(self) -> BoolArray:
        """Which candidates come first now: the least used prompts', duplicates last."""
        for among in (self.open & ~self.duplicate, self.open):
            if not among.any():
                continue
            if self.per_prompt is None:
                return among
            rounds = self.taken[self.prompts] // self.per_prompt
            first: BoolArray = among & (rounds == rounds[among].min())
            return first
        return self.open

    def _value(self, rows: IntArray) -> FloatArray:
        mean, variance = self.imagined.mean[rows], self.imagined.variance[rows]
        log_tie = self.imagined.posterior.log_tie
        match self.rule:
            case "entropy":
                return acquisition.predictive_entropy(mean, variance, log_tie)
            case "bald":
                return acquisition.bald(mean, variance, log_tie)
            case "d_optimal":
                return acquisition.information_gain(mean, variance, log_tie)
            case "variance_reduction":
                influence = self.imagined.influence[rows]
                return acquisition.variance_reduction(mean, variance, influence, log_tie)
            case "delta_ucb":
                return acquisition.delta_upper_bound(mean, variance)
            case _:
                return acquisition.closeness(mean)
