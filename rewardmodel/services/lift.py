"""What active selection has been worth in a project, measured at every refit."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np

from feedback.acquisition_rules import RANDOM
from rewardmodel.learning.arrays import FloatArray
from rewardmodel.learning.asking.lift import Estimate, Lift, measure_lift
from rewardmodel.models import LiveHead
from rewardmodel.selectors.answers import BY_A_PERSON, Answer, targets_of

# The latest answers: enough to tell, and few enough that fifteen fits take seconds.
LATEST = 3000


def lift_of_answers(
    x: FloatArray, answers: list[Answer], *, prior_precision: float
) -> dict[str, Any] | None:
    """The lift of what was chosen over what was drawn at random, as it is kept; None if unknown.

    Args:
        x: (N, D) feature rows of the answers. Imported ones, and those that a person
            asked for, were neither chosen by a rule nor drawn.
    """
    unsought = ("", BY_A_PERSON)
    asked = [i for i, answer in enumerate(answers) if answer.acquisition_rule not in unsought][
        -LATEST:
    ]
    rows = [answers[i] for i in asked]
    by_chance = [row.acquisition_rule == RANDOM for row in rows]
    drawn = np.array(by_chance, dtype=np.bool_)
    lift = measure_lift(
        x[asked],
        targets_of(rows),
        drawn,
        [row.prompt_hash for row in rows],
        prior_precision=prior_precision,
    )
    return None if lift is None else asdict(lift) | {"verdict": lift.verdict}


def kept_lift(head: LiveHead) -> Lift | None:
    """The lift that the last refit measured."""
    if head.lift is None:
        return None
    kept = head.lift
    return Lift(
        log_loss=Estimate(**kept["log_loss"]),
        accuracy=Estimate(**kept["accuracy"]),
        judged_on=kept["judged_on"],
        prompts=kept["prompts"],
        swapped=kept["swapped"],
    )
