"""Preferences as the model learns from them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Value, When

from feedback.models import Comparison, Preference
from feedback.selectors.candidates import ResponseKey
from feedback.selectors.fair_answers import given_unasked, may_be_learned
from feedback.selectors.rater_beliefs import Rater
from rewardmodel.learning.arrays import FloatArray
from rewardmodel.learning.head.likelihood import target
from rewardmodel.models import LearnedPreference, LiveHead

SHOWN = {"a": 1, "b": -1, "": 0}


class Answer(NamedTuple):
    """A preference without its texts: features are known by the hashes of what was compared."""

    pk: int
    choice: str
    strength: int | None
    first_shown: str
    annotator_id: int | None
    rater: str
    acquisition_rule: str  # that chose its comparison, or BY_A_PERSON; empty for imported ones
    prompt_id: int
    prompt_hash: str
    response_a_id: int
    hash_a: str
    response_b_id: int
    hash_b: str

    @property
    def given_by(self) -> Rater | None:
        """Whose answer it is: an annotator's, or an imported rater's; None where nobody knows."""
        if self.annotator_id is None and not self.rater:
            return None
        return Rater(self.annotator_id, "" if self.annotator_id else self.rater)

    @property
    def a(self) -> ResponseKey:
        return ResponseKey(self.response_a_id, self.prompt_id, self.hash_a, self.prompt_hash)

    @property
    def b(self) -> ResponseKey:
        return ResponseKey(self.response_b_id, self.prompt_id, self.hash_b, self.prompt_hash)


_FIELDS = (
    "pk",
    "choice",
    "strength",
    "first_shown",
    "annotator_id",
    "rater",
    "chosen_by",
    "comparison__prompt_id",
    "comparison__prompt__content_hash",
    "comparison__response_a_id",
    "comparison__response_a__content_hash",
    "comparison__response_b_id",
    "comparison__response_b__content_hash",
)


# Stands for a rule where a person asked for it, or made gold: neither a rule nor chance chose it.
BY_A_PERSON = "person"
_CHOSEN_BY = Case(
    When(
        given_unasked() & ~Q(comparison__stream=Comparison.Stream.GOLD),
        then=F("comparison__acquisition_rule"),
    ),
    default=Value(BY_A_PERSON),
)


def answers_of(preferences: QuerySet[Preference]) -> list[Answer]:
    """Oldest first."""
    rows = preferences.annotate(chosen_by=_CHOSEN_BY).order_by("id")
    return [Answer(*row) for row in rows.values_list(*_FIELDS)]


def current_preferences(project_id: int) -> QuerySet[Preference]:
    """All answers that stand, of people and imported, but those of a monitor round not closed."""
    return Preference.objects.filter(may_be_learned(), project_id=project_id, is_current=True)


def new_answers(head: LiveHead, *, after: int, most: int) -> list[Answer]:
    """The oldest answers that stand, have a greater id than ``after``, and were not learned yet."""
    learned = LearnedPreference.objects.filter(head=head, preference=OuterRef("pk"))
    new = current_preferences(head.project_id).filter(~Exists(learned), pk__gt=after)
    # Found by two indexes alone: joined to what they are about only when they are known, so that
    # no plan joins thousands that were learned long ago.
    found = list(new.order_by("id").values_list("pk", flat=True)[:most])
    return answers_of(Preference.objects.filter(pk__in=found))


def next_to_learn(project_id: int, *, most: int) -> list[ResponseKey]:
    """The responses that the oldest answers not learned yet are about."""
    head = LiveHead.objects.filter(project=project_id).first()
    if head is None:
        return []
    new = new_answers(head, after=head.settled_id, most=most // 2)
    return list({key.pk: key for answer in new for key in (answer.a, answer.b)}.values())


def learned_preferences(head: LiveHead) -> QuerySet[Preference]:
    """Answers that stand and that the head has learned."""
    learned = LearnedPreference.objects.filter(head=head, preference=OuterRef("pk"))
    return current_preferences(head.project_id).filter(Exists(learned))


def withdrawn_preferences(head: LiveHead) -> QuerySet[LearnedPreference]:
    """What the head learned and the annotator has since taken back or changed."""
    return LearnedPreference.objects.filter(
        head=head, preference__project=head.project_id, preference__is_current=False
    )


def targets_of(answers: Sequence[Answer]) -> FloatArray:
    """Soft targets (N, 3): a, b, tie."""
    rows = [target(answer.choice, answer.strength) for answer in answers]
    return np.array(rows, dtype=np.float64).reshape(len(rows), 3)


def shown_first_of(answers: Sequence[Answer]) -> FloatArray:
    """(N,): +1 where a was shown first, -1 where b was, 0 where unknown."""
    return np.array([SHOWN[answer.first_shown] for answer in answers], dtype=float)
