"""Preferences as the model learns from them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from django.db.models import Exists, OuterRef, QuerySet

from feedback.models import Preference
from rewardmodel.learning.arrays import FloatArray
from rewardmodel.learning.likelihood import target
from rewardmodel.models import LearnedPreference, LiveHead

SHOWN = {"a": 1, "b": -1, "": 0}


def current_preferences(project_id: int) -> QuerySet[Preference]:
    """All answers that stand, with what is needed to learn from them, oldest first."""
    return (
        Preference.objects.filter(project_id=project_id, is_current=True)
        .select_related("comparison__prompt", "comparison__response_a", "comparison__response_b")
        .order_by("id")
    )


def unlearned_preferences(head: LiveHead) -> QuerySet[Preference]:
    """Answers that stand and that the head has not learned, oldest first."""
    learned = LearnedPreference.objects.filter(head=head, preference=OuterRef("pk"))
    return current_preferences(head.project_id).filter(~Exists(learned))


def withdrawn_preferences(head: LiveHead) -> QuerySet[LearnedPreference]:
    """What the head learned and the annotator has since taken back or changed."""
    return LearnedPreference.objects.filter(head=head, preference__is_current=False)


def targets_of(preferences: Sequence[Preference]) -> FloatArray:
    """Soft targets (N, 3): a, b, tie."""
    rows = [target(preference.choice, preference.strength) for preference in preferences]
    return np.array(rows, dtype=np.float64).reshape(len(rows), 3)


def shown_first_of(preferences: Sequence[Preference]) -> FloatArray:
    """(N,): +1 where a was shown first, -1 where b was, 0 where unknown."""
    return np.array([SHOWN[preference.first_shown] for preference in preferences], dtype=float)
