"""Storing what an annotator answered, exactly once, and taking it back."""

from __future__ import annotations

from typing import Any, NamedTuple, TypedDict

from django.db import transaction
from django.utils import timezone

from feedback.errors import Refusal
from feedback.models import Comparison, Lease, Preference, User
from feedback.services.announcing import announce_preference
from feedback.services.leasing import lease_again, live_leases
from feedback.services.trees import doubt_node, reconsider_node, was_closed_by_tree


class Answer(TypedDict, total=False):
    """What the annotator said, beyond the choice itself. All of it may be left out."""

    both_bad: bool
    strength: int | None
    axes: dict[str, Any]
    rationale: str
    confidence: float | None
    duration_ms: int | None


class Stored(NamedTuple):
    preference: Preference
    created: bool


def submit_preference(
    *,
    comparison_id: int,
    annotator: User,
    choice: str,
    submission_key: str,
    answer: Answer | None = None,
) -> Stored:
    """Stores an answer and closes the comparison when it has all it wants.

    The same ``submission_key`` again returns the row it made. An expired lease still counts while
    the place it held is free: what a person answered is not thrown away.

    Raises:
        Refusal: ``submission_key_reused``, ``already_answered``, ``overlap_full``,
            ``lease_expired`` or ``comparison_closed``; nothing is stored.
    """
    with transaction.atomic():
        comparison = Comparison.objects.select_for_update().get(pk=comparison_id)
        if earlier := _submitted(comparison, annotator, submission_key):
            return Stored(earlier, False)
        lease = _lease_to_answer(comparison, annotator)
        preference = Preference.objects.create(
            project_id=comparison.project_id,
            comparison=comparison,
            annotator=annotator,
            choice=choice,
            first_shown=lease.first_shown,
            submission_key=submission_key,
            supersedes=_withdrawal(comparison, annotator),
            **(answer or {}),
        )
        lease.ended_at = timezone.now()
        lease.outcome = Lease.Outcome.ANSWERED
        lease.save(update_fields=["ended_at", "outcome"])
        comparison.answers += 1
        doubt_node(prompt_id=comparison.prompt_id)
        if comparison.answers >= comparison.wanted:
            comparison.status = Comparison.Status.CLOSED
        comparison.save(update_fields=["answers", "status"])
        announce_preference(project_id=comparison.project_id)
    return Stored(preference, True)


def undo_preference(*, preference_id: int, annotator: User) -> tuple[Preference, Lease]:
    """Withdraws the annotator's own answer and leases the comparison again, order unchanged.

    The answer stays as a row; a withdrawal that supersedes it is added.

    Raises:
        Refusal: ``not_current`` when the answer was withdrawn or changed before.
    """
    with transaction.atomic():
        found = Preference.objects.get(pk=preference_id, annotator=annotator)
        comparison = Comparison.objects.select_for_update().get(pk=found.comparison_id)
        # Read again under the lock: a second undo may have been first.
        preference = Preference.objects.get(pk=preference_id)
        if not preference.is_current:
            raise Refusal("not_current", "This answer was already withdrawn or changed.")
        preference.is_current = False
        preference.save(update_fields=["is_current"])
        Preference.objects.create(
            project_id=preference.project_id,
            comparison=comparison,
            annotator=annotator,
            choice=Preference.Choice.WITHDRAWN,
            is_current=False,
            first_shown=preference.first_shown,
            submission_key=f"undo:{preference.pk}",
            supersedes=preference,
        )
        comparison.answers -= 1
        comparison.status = Comparison.Status.OPEN
        comparison.save(update_fields=["answers", "status"])
        reconsider_node(prompt_id=comparison.prompt_id)
        lease = lease_again(
            comparison=comparison, annotator=annotator, first_shown=preference.first_shown
        )
        announce_preference(project_id=comparison.project_id)
    return preference, lease


def _submitted(comparison: Comparison, annotator: User, key: str) -> Preference | None:
    earlier = Preference.objects.filter(annotator=annotator, submission_key=key).first()
    if earlier and earlier.comparison_id != comparison.pk:
        raise Refusal(
            "submission_key_reused", "This submission key was used for another comparison."
        )
    return earlier


def _lease_to_answer(comparison: Comparison, annotator: User) -> Lease:
    """The lease that allows the answer. The comparison is locked."""
    if Preference.objects.filter(
        comparison=comparison, annotator=annotator, is_current=True
    ).exists():
        raise Refusal("already_answered", "You answered this comparison already.")
    if comparison.answers >= comparison.wanted:
        raise Refusal("overlap_full", "This comparison has all the answers it wants.")
    if comparison.status != Comparison.Status.OPEN and not was_closed_by_tree(comparison):
        raise Refusal("comparison_closed", "This comparison is no longer asked.")
    lease = (
        Lease.objects.filter(comparison=comparison, annotator=annotator, ended_at__isnull=True)
        .order_by("-id")
        .first()
    )
    others = live_leases().filter(comparison=comparison).exclude(annotator=annotator).count()
    expired = lease is not None and lease.expires_at <= timezone.now()
    if lease is None or (expired and comparison.answers + others >= comparison.wanted):
        raise Refusal("lease_expired", "This comparison is no longer reserved for you.")
    return lease


def _withdrawal(comparison: Comparison, annotator: User) -> Preference | None:
    """The withdrawal that a new answer of the same person to the same comparison supersedes."""
    return (
        Preference.objects.filter(
            comparison=comparison,
            annotator=annotator,
            choice=Preference.Choice.WITHDRAWN,
            superseded_by__isnull=True,
        )
        .order_by("-id")
        .first()
    )
