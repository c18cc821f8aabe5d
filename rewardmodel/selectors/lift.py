"""What active selection has been worth, as the last refit measured it, and what that needs."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q

from feedback.acquisition_rules import RANDOM
from feedback.models import Comparison, Project
from feedback.selectors.fair_answers import given_unasked
from rewardmodel.learning.asking.lift import LEAST_ANSWERS
from rewardmodel.models import LearnedPreference, LiveHead

_ASKED = (Comparison.Stream.ACTIVE, Comparison.Stream.RANDOM)


def lift_so_far(project: Project) -> dict[str, Any]:
    """The lift with its intervals and its verdict; None where the answers are still too few."""
    head = LiveHead.objects.filter(project=project).first()
    learned = LearnedPreference.objects.filter(
        given_unasked("preference__"), head__project=project, preference__is_current=True
    ).filter(preference__comparison__stream__in=_ASKED)
    at_random = Q(preference__comparison__acquisition_rule=RANDOM)
    found = learned.aggregate(
        drawn=Count("id", filter=at_random), chosen=Count("id", filter=~at_random)
    )
    kept = (head.lift if head else None) or {}
    return {
        "verdict": kept.get("verdict"),
        "log_loss": kept.get("log_loss"),
        "accuracy": kept.get("accuracy"),
        "judged_on": kept.get("judged_on"),
        "prompts": kept.get("prompts"),
        "swapped": kept.get("swapped"),
        "answers_drawn": found["drawn"],
        "answers_chosen": found["chosen"],
        "answers_needed": LEAST_ANSWERS,
    }
