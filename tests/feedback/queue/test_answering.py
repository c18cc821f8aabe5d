"""An answer is stored exactly once, and can be taken back."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from feedback.errors import Refusal
from feedback.models import Comparison, Lease, Preference, User
from feedback.services.answering import submit_preference, undo_preference
from feedback.services.serving import lease_next

pytestmark = pytest.mark.django_db


def answer(comparison, annotator, choice="a", key=None):
    return submit_preference(
        comparison_id=comparison.pk,
        annotator=annotator,
        choice=choice,
        submission_key=key or str(uuid.uuid4()),
    )


def leased(project, annotator) -> Comparison:
    return lease_next(project=project, annotator=annotator).comparison


def test_an_answer_closes_a_comparison_that_wants_one(project, people, make_comparisons):
    make_comparisons(1)
    comparison = leased(project, people["annotator"])
    preference, created = answer(comparison, people["annotator"])
    comparison.refresh_from_db()
    assert created
    assert (comparison.status, comparison.answers) == ("closed", 1)
    assert preference.first_shown == Lease.objects.get().first_shown


def test_the_same_key_again_is_the_same_row(project, people, make_comparisons):
    make_comparisons(1)
    comparison = leased(project, people["annotator"])
    first = answer(comparison, people["annotator"], key="k")
    again = answer(comparison, people["annotator"], "b", key="k")
    assert again.preference == first.preference
    assert not again.created
    assert Preference.objects.get().choice == "a"


def test_a_key_is_not_taken_for_another_comparison(project, people, make_comparisons):
    make_comparisons(2)
    answer(leased(project, people["annotator"]), people["annotator"], key="k")
    with pytest.raises(Refusal) as refusal:
        answer(leased(project, people["annotator"]), people["annotator"], key="k")
    assert refusal.value.code == "submission_key_reused"


def test_without_a_lease_nothing_is_stored(project, people, make_comparisons):
    (comparison,) = make_comparisons(1)
    with pytest.raises(Refusal) as refusal:
        answer(comparison, people["annotator"])
    assert refusal.value.code == "lease_expired"
    assert not Preference.objects.exists()


def test_nobody_answers_past_the_overlap(project, people, make_comparisons):
    make_comparisons(1)
    comparison = leased(project, people["annotator"])
    answer(comparison, people["annotator"])
    with pytest.raises(Refusal) as refusal:
        answer(comparison, people["admin"])
    assert refusal.value.code == "overlap_full"


def test_nobody_answers_twice(project, people, make_comparisons):
    make_comparisons(1, wanted=2)
    comparison = leased(project, people["annotator"])
    answer(comparison, people["annotator"])
    with pytest.raises(Refusal) as refusal:
        answer(comparison, people["annotator"])
    assert refusal.value.code == "already_answered"


def test_an_expired_lease_counts_while_its_place_is_free(project, people, make_comparisons):
    make_comparisons(1)
    comparison = leased(project, people["annotator"])
    Lease.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    assert answer(comparison, people["annotator"]).created


def test_an_expired_lease_is_lost_once_another_holds_the_place(project, people, make_comparisons):
    make_comparisons(1)
    comparison = leased(project, people["annotator"])
    Lease.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    leased(project, people["admin"])
    with pytest.raises(Refusal) as refusal:
        answer(comparison, people["annotator"])
    assert refusal.value.code == "lease_expired"


def test_undo_keeps_the_row_and_leases_the_same_order_again(project, people, make_comparisons):
    make_comparisons(2)
    comparison = leased(project, people["annotator"])
    preference, _ = answer(comparison, people["annotator"])
    leased(project, people["annotator"])  # the next one is held already
    undone, lease = undo_preference(preference_id=preference.pk, annotator=people["annotator"])
    comparison.refresh_from_db()
    assert undone.choice == "a"
    assert not undone.is_current
    assert undone.superseded_by.choice == "withdrawn"
    assert (lease.comparison, lease.first_shown) == (comparison, preference.first_shown)
    assert (comparison.status, comparison.answers) == ("open", 0)
    assert leased(project, people["annotator"]) == comparison


def test_a_new_answer_supersedes_the_withdrawal(project, people, make_comparisons):
    make_comparisons(1)
    comparison = leased(project, people["annotator"])
    first, _ = answer(comparison, people["annotator"], "a")
    undo_preference(preference_id=first.pk, annotator=people["annotator"])
    second, _ = answer(comparison, people["annotator"], "b")
    assert second.supersedes.supersedes == first
    assert list(Preference.objects.filter(is_current=True)) == [second]


def test_undoing_twice_is_refused(project, people, make_comparisons):
    make_comparisons(1)
    preference, _ = answer(leased(project, people["annotator"]), people["annotator"])
    undo_preference(preference_id=preference.pk, annotator=people["annotator"])
    with pytest.raises(Refusal) as refusal:
        undo_preference(preference_id=preference.pk, annotator=people["annotator"])
    assert refusal.value.code == "not_current"


def test_undo_by_somebody_else_finds_nothing(project, people, make_comparisons):
    make_comparisons(1)
    preference, _ = answer(leased(project, people["annotator"]), people["annotator"])
    with pytest.raises(Preference.DoesNotExist):
        undo_preference(preference_id=preference.pk, annotator=User.objects.create_user("other"))
