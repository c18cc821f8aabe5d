"""What ended stays ended, until whoever may begin it again does."""

from __future__ import annotations

import uuid

import pytest

from feedback.models import Comparison, Document, Lease, Node, Preference, User
from feedback.services.answering import submit_preference, undo_preference
from feedback.services.comparison_life import MOVES, Event, State, move, state_of
from feedback.services.gold import make_gold, retire_gold
from feedback.services.leasing import end_lease
from feedback.services.reviewing import ask_again, resolve_flag
from feedback.services.serving import lease_next

pytestmark = pytest.mark.django_db


def answer(comparison: Comparison, person: User, choice: str = "a") -> Preference:
    return submit_preference(
        comparison_id=comparison.pk,
        annotator=person,
        choice=choice,
        submission_key=str(uuid.uuid4()),
    ).preference


def flag(project, comparison: Comparison, person: User) -> None:
    lease = lease_next(project=project, annotator=person)
    assert lease.comparison_id == comparison.pk
    end_lease(
        comparison_id=comparison.pk, annotator=person, outcome=Lease.Outcome.FLAGGED, reason="Spam."
    )


def test_taking_an_answer_back_does_not_reopen_what_a_researcher_dismissed(
    project, people, make_comparisons
):
    (comparison,) = make_comparisons(1, wanted=2)
    ben, cleo = people["annotator"], people["admin"]
    lease_next(project=project, annotator=ben)
    given = answer(comparison, ben)
    flag(project, comparison, cleo)
    resolve_flag(comparison_id=comparison.pk, status=Comparison.Status.CLOSED)

    undone, lease = undo_preference(preference_id=given.pk, annotator=ben)

    comparison.refresh_from_db()
    assert state_of(comparison) is State.DISMISSED
    assert (undone.is_current, comparison.answers, lease) == (False, 0, None)
    assert not isinstance(lease_next(project=project, annotator=ben), Lease)


def test_taking_an_answer_back_does_not_reopen_a_retired_gold_comparison(
    project, people, make_comparisons
):
    project.gold_rate = 1.0
    project.save()
    (model,) = make_comparisons(1, status="closed", closed_because="answered")
    gold = make_gold(comparison_id=model.pk, expected="a")
    lease_next(project=project, annotator=people["annotator"])
    given = answer(gold, people["annotator"])
    retire_gold(comparison_id=gold.pk)

    _, lease = undo_preference(preference_id=given.pk, annotator=people["annotator"])

    gold.refresh_from_db()
    assert (state_of(gold), lease) == (State.RETIRED, None)
    make_gold(comparison_id=model.pk, expected="b")
    gold.refresh_from_db()
    assert (state_of(gold), gold.expected) == (State.OPEN, "b")


def test_undoing_over_http_what_was_dismissed_meanwhile_says_that_nothing_is_leased(
    project, people, client_of, make_comparisons
):
    (comparison,) = make_comparisons(1, wanted=2)
    lease_next(project=project, annotator=people["annotator"])
    given = answer(comparison, people["annotator"])
    flag(project, comparison, people["admin"])
    resolve_flag(comparison_id=comparison.pk, status=Comparison.Status.CLOSED)
    response = client_of("annotator").post(f"/api/v1/preferences/{given.pk}/undo/")
    assert (response.status_code, response.json()) == (
        200,
        {"undone": given.pk, "comparison": None},
    )


def test_a_researcher_may_ask_again_about_what_was_dismissed(project, people, make_comparisons):
    (comparison,) = make_comparisons(1)
    flag(project, comparison, people["annotator"])
    resolve_flag(comparison_id=comparison.pk, status=Comparison.Status.CLOSED)
    ask_again(comparison_id=comparison.pk)
    comparison.refresh_from_db()
    assert state_of(comparison) is State.OPEN


def test_a_flag_that_is_taken_off_after_the_node_settled_asks_nothing(
    project, people, make_comparisons
):
    (comparison,) = make_comparisons(1)
    node = about_a_node(comparison)
    flag(project, comparison, people["annotator"])
    node.state = Node.State.SETTLED
    node.settled_response = comparison.response_a
    node.save()
    resolve_flag(comparison_id=comparison.pk, status=Comparison.Status.OPEN)
    comparison.refresh_from_db()
    assert state_of(comparison) is State.SETTLED


def about_a_node(comparison: Comparison) -> Node:
    document = Document.objects.create(
        project=comparison.project, title="T", text="One. Two.", content_hash="h", state="open"
    )
    node = Node.objects.create(
        document=document, height=0, position=0, start=0, end=9, state="open",
        prompt=comparison.prompt,
    )  # fmt: skip
    comparison.prompt.node = node
    comparison.prompt.save()
    return node


@pytest.mark.parametrize("state", State, ids=lambda state: state.name)
@pytest.mark.parametrize("event", Event, ids=lambda event: event.name)
def test_what_the_table_does_not_hold_is_refused_and_changes_nothing(state, event):
    comparison = Comparison(status=state.value[0], closed_because=state.value[1])
    if event in MOVES[state]:
        move(comparison, event)
        assert state_of(comparison) is MOVES[state][event]
    else:
        with pytest.raises(ValueError, match=event.name):
            move(comparison, event)
        assert state_of(comparison) is state
