"""Storing what an annotator answered, exactly once, and taking it back."""

from __future__ import annotations

from typing import Any, NamedTuple, TypedDict

from django.db import transaction
from django.utils import timezone

from feedback.errors import Refusal
from feedback.models import Comparison, Lease, Preference, Project, User
from feedback.selectors.asked_values import problems_with_answer
from feedback.selectors.asks import asks_of
from feedback.services.announcing import announce_preference
from feedback.services.comparison_life import (
    MAY_BE_ANSWERED,
    Event,
    NodeSettledMeanwhile,
    State,
    lock_comparison,
    lock_node_of,
    lock_project,
    lock_to_answer,
    move,
    note_answer,
    save_life,
    state_of,
)
from feedback.services.leasing import lease_again
from feedback.services.statements import lock_own_requests, own_and_live_leases, own_rows
from feedback.services.trees import reconsider_node


class Answer(TypedDict, total=False):
    """What the annotator said, beyond the choice itself. All of it may be left out."""

    both_bad: bool
    strength: int | None
    axes: dict[str, Any]
    rationale: str
    confidence: float | None
    duration_ms: int | None
    naive_ms: int | None
    source_ms: int | None


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
    project: Project | None = None,
) -> Stored:
    """Stores an answer and closes the comparison when it has all it wants.

    The same ``submission_key`` again returns the row it made. A lease that ran out or was given
    back still counts while there is a place: what a person answered is not thrown away.

    Args:
        project: the comparison's, where the caller has read it already.

    Raises:
        Refusal: ``submission_key_reused``, ``already_answered``, ``overlap_full``,
            ``lease_expired``, ``comparison_closed`` or ``not_as_asked``; nothing is stored.
    """
    while True:
        try:
            with transaction.atomic():
                comparison = lock_to_answer(comparison_id, project=project)
                return _store(comparison, annotator, choice, submission_key, answer or {})
        except NodeSettledMeanwhile:
            continue


def _store(
    comparison: Comparison, annotator: User, choice: str, submission_key: str, answer: Answer
) -> Stored:
    """Stores the answer to a locked comparison."""
    own = own_rows(annotator, comparison, submission_key)
    if earlier := next((row for row in own if row.submission_key == submission_key), None):
        if earlier.comparison_id != comparison.pk:
            raise Refusal(
                "submission_key_reused", "This submission key was used for another comparison."
            )
        return Stored(earlier, False)
    if any(row.is_current for row in own):
        raise Refusal("already_answered", "You answered this comparison already.")
    lease = _lease_to_answer(comparison, annotator)
    _check_as_asked(comparison.project, answer)
    preference = Preference.objects.create(
        project=comparison.project,
        comparison=comparison,
        annotator=annotator,
        choice=choice,
        first_shown=lease.first_shown,
        submission_key=submission_key,
        # The last row, if any, is the withdrawal of what was answered before.
        supersedes=own[-1] if own else None,
        **answer,
    )
    note_answer(comparison, lease, at=preference.created_at)
    announce_preference(project_id=comparison.project_id)
    return Stored(preference, True)


def _check_as_asked(project: Project, answer: Answer) -> None:
    if problems := problems_with_answer(asks_of(project), answer):
        raise Refusal(
            "not_as_asked",
            "The answer is not as the project asks for it.",
            status=400,
            details={"fields": problems},
        )


def undo_preference(*, preference_id: int, annotator: User) -> tuple[Preference, Lease | None]:
    """Withdraws the annotator's own answer and leases the comparison again, order unchanged.

    The answer stays as a row; a withdrawal that supersedes it is added. What a researcher dismissed
    or retired meanwhile stays so, and is not leased.

    Raises:
        Refusal: ``not_current`` when the answer was withdrawn or changed before, or
            ``comparison_flagged`` while a researcher has to look at the comparison.
    """
    with transaction.atomic():
        found = Preference.objects.select_related("comparison__prompt").get(
            pk=preference_id, annotator=annotator
        )
        comparison = _lock_to_undo(found.comparison, annotator)
        # Read again under the lock: a second undo may have been first.
        preference = Preference.objects.get(pk=preference_id)
        if not preference.is_current:
            raise Refusal("not_current", "This answer was already withdrawn or changed.")
        if state_of(comparison) is State.FLAGGED:
            raise Refusal("comparison_flagged", "Somebody flagged this; a researcher comes first.")
        _withdraw(preference, comparison)
        comparison.answers -= 1
        move(comparison, Event.TAKEN_BACK)
        save_life(comparison, "answers")
        reconsider_node(prompt_id=comparison.prompt_id)
        lease = None
        if state_of(comparison) in MAY_BE_ANSWERED:
            lease = lease_again(
                comparison=comparison, annotator=annotator, first_shown=preference.first_shown
            )
        announce_preference(project_id=comparison.project_id)
    return preference, lease


def _lock_to_undo(comparison: Comparison, annotator: User) -> Comparison:
    """The comparison, locked with all that an undo may change (see `comparison_life`)."""
    in_tree = comparison.prompt.node_id is not None
    if in_tree:
        lock_project(comparison.project_id)
    lock_own_requests(comparison.project_id, annotator)
    if in_tree:
        lock_node_of(comparison.prompt_id)
    return lock_comparison(comparison.pk)


def change_preference(
    *,
    preference_id: int,
    annotator: User,
    choice: str,
    submission_key: str,
    answer: Answer | None = None,
) -> Stored:
    """Puts another answer in place of the annotator's own, in one step: until then the old counts.

    The old answer stays as a row, and so does its withdrawal, which the new one supersedes. The
    order shown, the comparison's state and the number of its answers stay as they are. The same
    ``submission_key`` again returns the row it made.

    Raises:
        Refusal: ``submission_key_reused``, ``not_current``, ``comparison_flagged``,
            ``comparison_closed`` or ``not_as_asked``; the old answer then stands.
    """
    with transaction.atomic():
        found = Preference.objects.select_related("comparison__prompt").get(
            pk=preference_id, annotator=annotator
        )
        comparison = _lock_to_undo(found.comparison, annotator)
        if earlier := Preference.objects.filter(
            annotator=annotator, submission_key=submission_key
        ).first():
            if earlier.comparison_id != comparison.pk:
                raise Refusal(
                    "submission_key_reused", "This submission key was used for another comparison."
                )
            return Stored(earlier, False)
        # Read again under the lock: another change may have been first.
        preference = Preference.objects.get(pk=preference_id)
        check_changeable(preference, comparison)
        _check_as_asked(comparison.project, answer or {})
        changed = Preference.objects.create(
            project_id=comparison.project_id,
            comparison=comparison,
            annotator=annotator,
            choice=choice,
            first_shown=preference.first_shown,
            submission_key=submission_key,
            supersedes=_withdraw(preference, comparison),
            **(answer or {}),
        )
        reconsider_node(prompt_id=comparison.prompt_id)
        announce_preference(project_id=comparison.project_id)
    return Stored(changed, True)


def check_changeable(preference: Preference, comparison: Comparison) -> None:
    """Lets pass what its annotator may still change.

    Raises:
        Refusal: ``not_current``, ``comparison_flagged`` or ``comparison_closed``.
    """
    if not preference.is_current:
        raise Refusal("not_current", "This answer was already withdrawn or changed.")
    state = state_of(comparison)
    if state is State.FLAGGED:
        raise Refusal("comparison_flagged", "Somebody flagged this; a researcher comes first.")
    if state in (State.DISMISSED, State.RETIRED):
        raise Refusal("comparison_closed", "A researcher has closed this comparison for good.")


def _withdraw(preference: Preference, comparison: Comparison) -> Preference:
    """Ends an answer. Returns the row that says so."""
    preference.is_current = False
    preference.save(update_fields=["is_current"])
    return Preference.objects.create(
        project_id=preference.project_id,
        comparison=comparison,
        annotator_id=preference.annotator_id,
        choice=Preference.Choice.WITHDRAWN,
        is_current=False,
        first_shown=preference.first_shown,
        submission_key=f"undo:{preference.pk}",
        supersedes=preference,
    )


def _lease_to_answer(comparison: Comparison, annotator: User) -> Lease:
    """The lease that allows the answer. The comparison is locked."""
    if comparison.answers >= comparison.wanted:
        raise Refusal("overlap_full", "This comparison has all the answers it wants.")
    if state_of(comparison) not in MAY_BE_ANSWERED:
        raise Refusal("comparison_closed", "This comparison is no longer asked.")
    now = timezone.now()
    leases = own_and_live_leases(comparison, annotator, now=now)
    own = [lease for lease in leases if lease.annotator_id == annotator.pk]
    others = len(leases) - len(own)
    last = own[-1] if own else None
    if last is None or last.outcome not in ("", Lease.Outcome.EXPIRED, Lease.Outcome.RELEASED):
        raise Refusal("lease_expired", "This comparison is not reserved for you.")
    is_live = not last.outcome and last.expires_at > now
    if not is_live and comparison.answers + others >= comparison.wanted:
        raise Refusal("lease_expired", "This comparison is no longer reserved for you.")
    return last
