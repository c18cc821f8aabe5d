"""An answer is changed in one step: until the new one is stored, the old one counts."""

from __future__ import annotations

import uuid

import pytest

from feedback.errors import Refusal
from feedback.models import Comparison, Lease, Preference
from feedback.services.answering import change_preference, submit_preference, undo_preference
from feedback.services.comparison_life import Event, move, save_life
from feedback.services.serving import lease_next

pytestmark = pytest.mark.django_db


@pytest.fixture
def answered(project, people, make_comparisons) -> Preference:
    make_comparisons(1)
    comparison = lease_next(project=project, annotator=people["annotator"]).comparison
    return submit_preference(
        comparison_id=comparison.pk,
        annotator=people["annotator"],
        choice="a",
        submission_key=str(uuid.uuid4()),
        answer={"duration_ms": 900},
    ).preference


def change(preference, annotator, choice="b", key=None, answer=None):
    return change_preference(
        preference_id=preference.pk,
        annotator=annotator,
        choice=choice,
        submission_key=key or str(uuid.uuid4()),
        answer=answer,
    )


def test_the_new_answer_takes_the_place_of_the_old(people, answered):
    changed, created = change(answered, people["annotator"], answer={"duration_ms": 1500})
    old, withdrawal, new = Preference.objects.order_by("pk")
    assert (created, changed.pk) == (True, new.pk)
    assert [row.is_current for row in (old, withdrawal, new)] == [False, False, True]
    assert (withdrawal.choice, withdrawal.supersedes_id) == ("withdrawn", old.pk)
    assert (new.choice, new.supersedes_id, new.duration_ms) == ("b", withdrawal.pk, 1500)
    assert new.first_shown == old.first_shown


def test_the_comparison_and_its_leases_stay_as_they_were(people, answered):
    before = Comparison.objects.values().get(), list(Lease.objects.values())
    change(answered, people["annotator"])
    assert (Comparison.objects.values().get(), list(Lease.objects.values())) == before


def test_the_same_key_again_changes_nothing_more(people, answered):
    first = change(answered, people["annotator"], key="k")
    again = change(answered, people["annotator"], "tie", key="k")
    assert (again.preference.pk, again.created) == (first.preference.pk, False)
    assert Preference.objects.count() == 3


def test_what_was_changed_is_changed_again_by_its_new_row_only(people, answered):
    changed = change(answered, people["annotator"]).preference
    with pytest.raises(Refusal, match="already withdrawn or changed"):
        change(answered, people["annotator"])
    again = change(changed, people["annotator"], "tie").preference
    assert Preference.objects.get(is_current=True) == again


def test_what_was_taken_back_is_not_changed(people, answered):
    undo_preference(preference_id=answered.pk, annotator=people["annotator"])
    with pytest.raises(Refusal) as refusal:
        change(answered, people["annotator"])
    assert refusal.value.code == "not_current"


def test_an_answer_that_is_not_as_asked_leaves_the_old_one(project, people, answered):
    project.ask_rationale = "required"
    project.save()
    with pytest.raises(Refusal) as refusal:
        change(answered, people["annotator"])
    assert refusal.value.code == "not_as_asked"
    assert Preference.objects.get().is_current


@pytest.mark.parametrize(
    ("events", "code"),
    [
        ([Event.ASKED_AGAIN, Event.FLAGGED], "comparison_flagged"),
        ([Event.ASKED_AGAIN, Event.FLAGGED, Event.DISMISSED], "comparison_closed"),
    ],
)
def test_what_a_researcher_has_to_do_with_is_not_changed(people, answered, events, code):
    comparison = answered.comparison
    comparison.refresh_from_db()
    for event in events:
        move(comparison, event)
    save_life(comparison)
    with pytest.raises(Refusal) as refusal:
        change(answered, people["annotator"])
    assert refusal.value.code == code
    assert Preference.objects.get().is_current


def test_a_key_of_another_comparison_is_not_taken(project, people, answered, make_comparisons):
    (other,) = make_comparisons(1, priority=1)
    lease_next(project=project, annotator=people["annotator"])
    submit_preference(
        comparison_id=other.pk, annotator=people["annotator"], choice="a", submission_key="other"
    )
    with pytest.raises(Refusal) as refusal:
        change(answered, people["annotator"], key="other")
    assert refusal.value.code == "submission_key_reused"
