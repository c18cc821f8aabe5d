"""What an admin mixes: gold, qualification, quotas, overlap by stream, weights."""

from __future__ import annotations

import uuid
from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from feedback.errors import Refusal
from feedback.models import Comparison, Lease, Membership, Preference, User
from feedback.selectors.candidates import sampled_prompts
from feedback.selectors.prompt_weights import problem_with_weights
from feedback.services.answering import submit_preference
from feedback.services.gold import make_gold, retire_gold
from feedback.services.leasing import end_lease
from feedback.services.queueing import Proposal, answers_wanted, open_comparisons
from feedback.services.serving import EmptyQueue, lease_ahead, lease_next

pytestmark = pytest.mark.django_db


def answer(lease: Lease, choice: str = "a") -> Preference:
    return submit_preference(
        comparison_id=lease.comparison_id,
        annotator=lease.annotator,
        choice=choice,
        submission_key=str(uuid.uuid4()),
    ).preference


def answer_next(project, annotator, choice="a") -> Preference:
    lease = lease_next(project=project, annotator=annotator)
    assert isinstance(lease, Lease), lease
    return answer(lease, choice)


@pytest.fixture
def gold(make_comparisons):
    """Three gold comparisons whose answer is a, and whose models are closed."""
    models = make_comparisons(3, status="closed", closed_because="answered")
    return [make_gold(comparison_id=model.pk, expected="a") for model in models]


def test_several_are_held_ahead_in_a_lasting_order(project, people, make_comparisons):
    make_comparisons(5)
    held = lease_ahead(project=project, annotator=people["annotator"], count=3)
    assert len({lease.comparison_id for lease in held}) == 3
    assert lease_ahead(project=project, annotator=people["annotator"], count=3) == held
    assert lease_next(project=project, annotator=people["annotator"]) == held[0]
    answer(held[0])
    assert lease_next(project=project, annotator=people["annotator"]) == held[1]


def test_nobody_holds_more_than_a_few(project, people, make_comparisons):
    make_comparisons(9)
    for _ in range(2):
        assert len(lease_ahead(project=project, annotator=people["annotator"], count=9)) == 4
    assert len(lease_ahead(project=project, annotator=people["annotator"], count=2)) == 2
    assert Lease.objects.count() == 4


def test_what_is_held_ahead_is_not_served_to_others(project, people, make_comparisons):
    make_comparisons(4)
    mine = lease_ahead(project=project, annotator=people["annotator"], count=3)
    other = lease_ahead(project=project, annotator=people["admin"], count=3)
    assert len(other) == 1
    assert not {lease.comparison_id for lease in mine} & {lease.comparison_id for lease in other}


def test_an_answer_counts_after_its_lease_was_given_back(project, people, make_comparisons):
    make_comparisons(1)
    lease = lease_next(project=project, annotator=people["annotator"])
    end_lease(
        comparison_id=lease.comparison_id,
        annotator=people["annotator"],
        outcome=Lease.Outcome.RELEASED,
    )
    assert answer(lease).first_shown == lease.first_shown


def test_what_was_skipped_is_not_answered_afterwards(project, people, make_comparisons):
    make_comparisons(1)
    lease = lease_next(project=project, annotator=people["annotator"])
    end_lease(
        comparison_id=lease.comparison_id,
        annotator=people["annotator"],
        outcome=Lease.Outcome.SKIPPED,
    )
    with pytest.raises(Refusal) as refusal:
        answer(lease)
    assert refusal.value.code == "lease_expired"


def test_gold_is_a_comparison_of_its_own(make_comparisons):
    (model,) = make_comparisons(1, stream="random", propensity=0.5)
    made = make_gold(comparison_id=model.pk, expected="b")
    model.refresh_from_db()
    assert (model.stream, model.propensity, model.status) == ("random", 0.5, "open")
    assert (made.stream, made.expected, made.response_a) == ("gold", "b", model.response_a)


def test_another_expected_answer_changes_the_gold_there_is(make_comparisons):
    (model,) = make_comparisons(1)
    made = make_gold(comparison_id=model.pk, expected="b")
    retire_gold(comparison_id=made.pk)
    again = make_gold(comparison_id=made.pk, expected="tie")
    assert (again.pk, again.expected, again.status) == (made.pk, "tie", "open")


def test_only_gold_is_retired(make_comparisons):
    (model,) = make_comparisons(1)
    with pytest.raises(Refusal) as refusal:
        retire_gold(comparison_id=model.pk)
    assert refusal.value.code == "not_gold"


def test_gold_is_mixed_in_at_its_rate_and_once_for_each_person(project, gold, make_comparisons):
    project.gold_rate = 0.5
    make_comparisons(60)
    streams = Counter()
    for number in range(20):
        person = User.objects.create_user(f"p{number}")
        streams[lease_next(project=project, annotator=person).comparison.stream] += 1
    assert 3 <= streams["gold"] <= 17
    person = User.objects.create_user("one")
    asked = [answer_next(project, person).comparison_id for _ in range(25)]
    assert sorted(set(asked) & {item.pk for item in gold}) == [item.pk for item in gold]
    assert len(set(asked)) == 25


def test_gold_that_one_answered_in_earnest_is_not_asked_again(project, people, make_comparisons):
    project.gold_rate = 1.0
    make_comparisons(1)
    answered = answer_next(project, people["annotator"])
    make_gold(comparison_id=answered.comparison_id, expected="a")
    assert lease_next(project=project, annotator=people["annotator"]) == EmptyQueue("nothing_open")
    assert isinstance(lease_next(project=project, annotator=people["admin"]), Lease)


def test_gold_alone_is_no_work(project, people, gold):
    assert lease_next(project=project, annotator=people["annotator"]) == EmptyQueue("nothing_open")


def test_qualification_comes_before_real_work(project, people, gold, make_comparisons):
    project.qualification_items, project.qualification_pass = 3, 0.6
    make_comparisons(3)
    choices = iter(["a", "b", "a"])
    for _ in range(3):
        assert answer_next(project, people["annotator"], next(choices)).comparison.stream == "gold"
    assert answer_next(project, people["annotator"]).comparison.stream == "active"


def test_who_does_not_pass_gets_no_work(project, people, gold, make_comparisons):
    project.qualification_items, project.qualification_pass = 3, 0.7
    make_comparisons(3)
    for choice in ("a", "b", "a"):
        answer_next(project, people["annotator"], choice)
    found = lease_next(project=project, annotator=people["annotator"])
    assert found == EmptyQueue("not_qualified")


def test_skipping_gold_is_no_way_around_it(project, people, gold, make_comparisons):
    project.qualification_items = 3
    make_comparisons(1)
    for _ in gold:
        lease = lease_next(project=project, annotator=people["annotator"])
        end_lease(
            comparison_id=lease.comparison_id,
            annotator=people["annotator"],
            outcome=Lease.Outcome.SKIPPED,
        )
    found = lease_next(project=project, annotator=people["annotator"])
    assert found == EmptyQueue("not_qualified")


def test_too_little_gold_qualifies_by_what_there_is(project, people, gold, make_comparisons):
    project.qualification_items = 10
    make_comparisons(1)
    for _ in gold:
        answer_next(project, people["annotator"])
    assert answer_next(project, people["annotator"]).comparison.stream == "active"


def test_a_quota_counts_what_is_held(project, people, make_comparisons):
    project.quota = 3
    make_comparisons(5)
    assert len(lease_ahead(project=project, annotator=people["annotator"], count=4)) == 3
    for _ in range(3):
        answer_next(project, people["annotator"])
    assert lease_next(project=project, annotator=people["annotator"]) == EmptyQueue("quota_reached")
    assert isinstance(lease_next(project=project, annotator=people["admin"]), Lease)


def test_a_member_may_have_another_quota(project, people, make_comparisons):
    project.quota = 1
    Membership.objects.filter(user=people["annotator"]).update(quota=2)
    make_comparisons(5)
    for _ in range(2):
        answer_next(project, people["annotator"])
    assert lease_next(project=project, annotator=people["annotator"]) == EmptyQueue("quota_reached")


def test_the_daily_quota_says_until_when(project, people, make_comparisons):
    project.daily_quota = 1
    make_comparisons(2)
    given = answer_next(project, people["annotator"])
    found = lease_next(project=project, annotator=people["annotator"])
    assert found.reason == "daily_quota_reached"
    assert timedelta(0) < found.retry_at - timezone.now() <= timedelta(days=1)
    Preference.objects.filter(pk=given.pk).update(created_at=timezone.now() - timedelta(days=1))
    assert isinstance(lease_next(project=project, annotator=people["annotator"]), Lease)


def test_overlap_is_by_stream_and_a_share_shows_agreement(project):
    project.overlap, project.random_overlap = 2, 3
    assert (answers_wanted(project, "active"), answers_wanted(project, "random")) == (2, 3)
    project.random_overlap = None
    assert answers_wanted(project, "random") == 2
    project.agreement_share, project.agreement_overlap = 0.5, 5
    wanted = Counter(answers_wanted(project, "active") for _ in range(200))
    assert set(wanted) == {2, 5}
    assert 60 < wanted[5] < 140


def test_what_is_opened_wants_as_many_answers(project, make_comparisons):
    project.random_overlap = 4
    (model,) = make_comparisons(1)
    Comparison.objects.all().delete()
    proposal = Proposal(
        model.prompt_id,
        model.response_a_id,
        model.response_b_id,
        "random",
        "random",
        1,
        None,
        0.1,
        0.0,
    )
    assert open_comparisons(project=project, proposals=[proposal]) == 1
    assert Comparison.objects.get().wanted == 4


def test_weights_thin_out_and_say_the_chance(project, make_comparisons):
    made = make_comparisons(40)
    Comparison.objects.all().delete()
    for number, comparison in enumerate(made):
        comparison.prompt.metadata = {"domain": "law" if number % 2 else "art"}
        comparison.prompt.save()
    project.prompt_weights = {"domain": {"law": 1, "art": 0.25}}
    drawn = Counter()
    for _ in range(20):
        for prompt, chance in sampled_prompts(project, most=100).items():
            number = next(i for i, each in enumerate(made) if each.prompt_id == prompt)
            assert chance == (1 if number % 2 else 0.25)
            drawn[number % 2] += 1
    assert drawn[1] == 400
    assert 60 < drawn[0] < 140


def test_a_sample_says_how_likely_each_prompt_was(project, make_comparisons):
    make_comparisons(40)
    Comparison.objects.all().delete()
    found = sampled_prompts(project, most=10)
    assert len(found) == 10
    assert set(found.values()) == {0.25}


@pytest.mark.parametrize(
    "weights",
    [
        [],
        {"depth": {}},
        {"height": 1},
        {"height": {"leaf": 1}},
        {"domain": {"law": -1}},
        {"domain": {"law": "2"}},
        {"domain": {"law": True}},
        {"domain": {"law": float("nan")}},
    ],
)
def test_weights_that_cannot_be_are_refused(weights):
    assert problem_with_weights(weights)


def test_weights_that_can_be():
    assert problem_with_weights({"height": {"0": 1, "12": 0.5}, "domain": {"law": 0}}) is None
    assert problem_with_weights({}) is None
