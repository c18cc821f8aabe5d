"""One more answer on a comparison: who is asked, when, and what honest figures make of it."""

from __future__ import annotations

import uuid

import pytest

from feedback.errors import Refusal
from feedback.models import Comparison, Lease, Preference
from feedback.selectors.fair_answers import given_unasked
from feedback.services.answering import submit_preference
from feedback.services.gold import make_gold
from feedback.services.reviewing import ask_again
from feedback.services.serving import EmptyQueue, lease_next

pytestmark = pytest.mark.django_db


def answer(project, person, choice="a"):
    lease = lease_next(project=project, annotator=person)
    assert isinstance(lease, Lease)
    key = str(uuid.uuid4())
    return submit_preference(
        comparison_id=lease.comparison_id, annotator=person, choice=choice, submission_key=key
    ).preference


def test_somebody_else_is_asked_first_of_all(project, people, make_comparisons):
    make_comparisons(3, priority=5.0)
    answered = answer(project, people["annotator"]).comparison
    assert Comparison.objects.get(pk=answered.pk).status == "closed"
    ask_again(comparison_id=answered.pk)
    lease = lease_next(project=project, annotator=people["admin"])
    assert isinstance(lease, Lease)
    assert lease.comparison_id == answered.pk


def test_who_answered_is_not_asked_again(project, people, make_comparisons):
    (comparison,) = make_comparisons(1)
    answer(project, people["annotator"])
    ask_again(comparison_id=comparison.pk)
    assert isinstance(lease_next(project=project, annotator=people["annotator"]), EmptyQueue)
    answer(project, people["admin"], "b")
    comparison.refresh_from_db()
    assert (comparison.status, comparison.answers, comparison.wanted) == ("closed", 2, 2)


def test_what_was_asked_for_is_no_fair_answer(project, people, make_comparisons):
    (comparison,) = make_comparisons(1, stream="random")
    first = answer(project, people["annotator"])
    ask_again(comparison_id=comparison.pk)
    second = answer(project, people["admin"])
    ask_again(comparison_id=comparison.pk)  # the first time counts
    assert list(Preference.objects.filter(given_unasked())) == [first]
    assert second.is_current


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"status": "flagged"}, "flagged"),
        ({"stream": "imported"}, "imported"),
        ({"wanted": 25}, "asked_enough"),
    ],
)
def test_refusals_change_nothing(make_comparisons, fields, code):
    (comparison,) = make_comparisons(1, **fields)
    with pytest.raises(Refusal) as refusal:
        ask_again(comparison_id=comparison.pk)
    assert refusal.value.code == code
    comparison.refresh_from_db()
    assert comparison.asked_again_at is None


def test_gold_is_asked_of_everybody_as_it_is(make_comparisons):
    (model,) = make_comparisons(1)
    gold = make_gold(comparison_id=model.pk, expected="a")
    with pytest.raises(Refusal) as refusal:
        ask_again(comparison_id=gold.pk)
    assert refusal.value.code == "gold"


def test_over_http_one_comparison_can_be_opened_and_asked_about(client_of, make_comparisons):
    wanted, _ = make_comparisons(2)
    researcher = client_of("researcher")
    url = f"/api/v1/projects/plumb/comparisons/?id={wanted.pk}"
    assert [row["id"] for row in researcher.get(url).json()["results"]] == [wanted.pk]
    asked = researcher.post(f"/api/v1/comparisons/{wanted.pk}/ask-again/").json()
    assert (asked["id"], asked["wanted"], asked["status"]) == (wanted.pk, 2, "open")
