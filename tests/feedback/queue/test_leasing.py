"""Who gets which comparison."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from feedback.errors import Refusal
from feedback.models import Lease, User
from feedback.services.leasing import end_lease
from feedback.services.serving import EmptyQueue, lease_next

pytestmark = pytest.mark.django_db


def another(name: str) -> User:
    return User.objects.create_user(name)


def test_asking_again_returns_the_same_lease(project, people, make_comparisons):
    make_comparisons(3)
    first = lease_next(project=project, annotator=people["annotator"])
    assert lease_next(project=project, annotator=people["annotator"]) == first


def test_the_highest_priority_is_served_first(project, people, make_comparisons):
    low, high = make_comparisons(2)
    high.priority = 1.0
    high.save()
    lease = lease_next(project=project, annotator=people["annotator"])
    assert lease.comparison == high != low


def test_two_people_never_hold_one_comparison(project, people, make_comparisons):
    make_comparisons(2)
    first = lease_next(project=project, annotator=people["annotator"])
    second = lease_next(project=project, annotator=people["admin"])
    assert first.comparison != second.comparison
    third = lease_next(project=project, annotator=another("third"))
    assert third == EmptyQueue("all_leased", min(first.expires_at, second.expires_at))


def test_overlap_lets_as_many_hold_it_and_no_more(project, people, make_comparisons):
    make_comparisons(1, wanted=2)
    leases = [lease_next(project=project, annotator=another(f"p{i}")) for i in range(3)]
    assert [isinstance(lease, Lease) for lease in leases] == [True, True, False]


def test_an_expired_lease_gives_the_comparison_back(project, people, make_comparisons):
    make_comparisons(1)
    lease = lease_next(project=project, annotator=people["annotator"])
    Lease.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    other = lease_next(project=project, annotator=people["admin"])
    assert other.comparison == lease.comparison


@pytest.mark.parametrize("outcome", [Lease.Outcome.SKIPPED, Lease.Outcome.FLAGGED])
def test_what_was_passed_over_does_not_return(project, people, make_comparisons, outcome):
    (comparison,) = make_comparisons(1)
    lease_next(project=project, annotator=people["annotator"])
    end_lease(comparison_id=comparison.pk, annotator=people["annotator"], outcome=outcome)
    found = lease_next(project=project, annotator=people["annotator"])
    expected = "all_answered" if outcome == Lease.Outcome.SKIPPED else "nothing_open"
    assert found == EmptyQueue(expected)


def test_a_released_comparison_returns(project, people, make_comparisons):
    (comparison,) = make_comparisons(1)
    lease = lease_next(project=project, annotator=people["annotator"])
    end_lease(
        comparison_id=comparison.pk,
        annotator=people["annotator"],
        outcome=Lease.Outcome.RELEASED,
    )
    again = lease_next(project=project, annotator=people["annotator"])
    assert again.comparison == comparison
    assert again != lease


def test_nobody_ends_a_lease_of_somebody_else(project, people, make_comparisons):
    (comparison,) = make_comparisons(1)
    lease_next(project=project, annotator=people["annotator"])
    with pytest.raises(Refusal, match="no longer reserved"):
        end_lease(
            comparison_id=comparison.pk,
            annotator=people["admin"],
            outcome=Lease.Outcome.SKIPPED,
        )


def test_an_empty_queue_says_that_nothing_is_open(project, people):
    assert lease_next(project=project, annotator=people["annotator"]) == EmptyQueue("nothing_open")


def test_both_orders_are_shown(project, people, make_comparisons):
    make_comparisons(60)
    leases = [lease_next(project=project, annotator=another(f"p{i}")) for i in range(60)]
    shown = Counter(lease.first_shown for lease in leases)
    assert min(shown["a"], shown["b"]) > 10


def test_the_random_stream_is_served_at_its_share(project, people, make_comparisons):
    project.random_share = 0.5
    make_comparisons(60, stream="active")
    make_comparisons(60, stream="random")
    leases = [lease_next(project=project, annotator=another(f"p{i}")) for i in range(60)]
    streams = Counter(lease.comparison.stream for lease in leases)
    assert min(streams.values()) > 15
