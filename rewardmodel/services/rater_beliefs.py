"""What the head believes of the raters: read for the fast clock, written by every refit."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import NamedTuple

import numpy as np

from feedback.acquisition_rules import RANDOM
from feedback.models import RaterBelief
from feedback.selectors.rater_beliefs import TYPICAL, Rater, rater_beliefs, rater_of
from feedback.services.rater_beliefs import record_rater_beliefs
from rewardmodel.learning.arrays import FloatArray, IntArray
from rewardmodel.learning.head.fitting import adjust_prior_precision, fit_with_random_share
from rewardmodel.learning.head.forgetting import (
    Forgetting,
    choose_forgetting,
    recency_weights,
)
from rewardmodel.learning.head.posterior import Posterior
from rewardmodel.learning.head.raters import (
    RaterBeliefs,
    fit_with_raters,
    rows_of_raters,
    typical_raters,
)
from rewardmodel.learning.head.seeds import choose_share, tempered
from rewardmodel.models import LiveHead
from rewardmodel.selectors.answers import Answer, targets_of

# Rules whose comparisons were not sought out: random ones, and those that came with answers.
NOT_CHOSEN = ("", RANDOM)


class Raters(NamedTuple):
    """Raters by their place in the effects."""

    place: dict[Rater, int]
    effects: RaterBeliefs

    def index_of(self, answers: list[Answer]) -> IntArray:
        """(N,): -1 for answers of nobody known, and of raters not met before."""
        givers = [answer.given_by for answer in answers]
        rows = [-1 if giver is None else self.place.get(giver, -1) for giver in givers]
        return np.array(rows, dtype=np.int64)

    def rows(self, x: FloatArray, answers: list[Answer]) -> tuple[FloatArray, FloatArray]:
        """Feature rows (N, D) as each rater saw them, and offsets (N,)."""
        return rows_of_raters(x, self.index_of(answers), self.effects)


class Fit(NamedTuple):
    """A head from all answers, the raters that it was fitted with, and what it has forgotten."""

    posterior: Posterior
    raters: Raters
    forgetting: Forgetting | None = None


def known_raters(head: LiveHead, *, among: list[Answer] | None = None) -> Raters:
    """What the last refit found of all raters, or of those who gave the answers ``among``.

    An imported file may have thousands of raters; one more answer is one rater's.
    """
    givers = None
    if among is not None:
        givers = {answer.given_by for answer in among if answer.given_by}
    found = rater_beliefs(head.project_id, among=givers)
    rows = [row for row in found if rater_of(row) != TYPICAL]
    effects = RaterBeliefs(
        log_reliability=np.array([row.log_reliability for row in rows]),
        log_reliability_std=np.array([row.log_reliability_std for row in rows]),
        side_bias=np.array([row.side_bias for row in rows]),
        side_bias_std=np.array([row.side_bias_std for row in rows]),
    )
    place = {rater_of(row): i for i, row in enumerate(rows)}
    return Raters(place, effects)


def fit_all(
    x: FloatArray,
    answers: list[Answer],
    *,
    prior_precision: float,
    seed: Posterior | None = None,
    start: Posterior | None = None,
    adjust_prior: bool = False,
    may_forget: bool = False,
) -> Fit:
    """Weights and raters from all answers, oldest first; ties by those that no rule sought out.

    Args:
        x: (N, D) feature rows of the answers.
        seed: a head of another task to begin from, as far as it foretells the answers.
        adjust_prior: whether the prior precision may move to a neighbour that predicts better.
        may_forget: whether old answers may lose weight where that predicts better.
    """
    people = list(dict.fromkeys(answer.given_by for answer in answers if answer.given_by))
    raters = Raters({who: i for i, who in enumerate(people)}, typical_raters(len(people)))
    index, targets = raters.index_of(answers), targets_of(answers)
    prompts = [answer.prompt_hash for answer in answers]
    prior = None if seed is None else tempered(seed, choose_share(seed, x, targets))
    forgetting = None
    if may_forget:
        forgetting = choose_forgetting(x, targets, prompts, prior_precision=prior_precision)
    weights = recency_weights(len(answers), forgetting.half_life if forgetting else None)
    fit = partial(fit_with_raters, x, targets, index, len(people), weights=weights)
    posterior, effects = fit(prior_precision=prior_precision, prior=prior, start=start)
    if adjust_prior and answers and prior is None:
        rows, offsets = rows_of_raters(x, index, effects)
        better = adjust_prior_precision(
            rows,
            targets,
            prompts,
            prior_precision,
            offsets=offsets,
            start=posterior,
            weights=weights,
        )
        if better != prior_precision:
            posterior, effects = fit(prior_precision=better, start=posterior, effects=effects)
    rows, offsets = rows_of_raters(x, index, effects)
    fitted = fit_with_random_share(
        rows,
        targets,
        [answer.acquisition_rule in NOT_CHOSEN for answer in answers],
        prior_precision=posterior.prior_precision,
        start=posterior,
        offsets=offsets,
        prior=prior,
        weights=weights,
    )
    return Fit(fitted, Raters(raters.place, effects), forgetting)


def record_raters(
    head: LiveHead, raters: Raters, answers: list[Answer], posterior: Posterior
) -> None:
    """Replaces what was believed; called in the transaction that publishes the head."""
    counts = Counter(answer.given_by for answer in answers)
    effects, log_tie = raters.effects, posterior.log_tie
    shared = float(posterior.mean[-1])  # the column shown_first
    typical = RaterBelief(project_id=head.project_id, side_bias=shared, log_tie=log_tie)
    beliefs = [
        RaterBelief(
            project_id=head.project_id,
            annotator_id=rater.annotator_id,
            pseudonym=rater.pseudonym,
            answers=counts[rater],
            log_reliability=float(effects.log_reliability[place]),
            log_reliability_std=float(effects.log_reliability_std[place]),
            side_bias=float(effects.side_bias[place]),
            side_bias_std=float(effects.side_bias_std[place]),
            log_tie=log_tie,
        )
        for rater, place in raters.place.items()
    ]
    record_rater_beliefs(project_id=head.project_id, beliefs=[typical, *beliefs])
