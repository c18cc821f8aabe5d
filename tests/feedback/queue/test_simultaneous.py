"""People who ask and answer at the same instant, on a database that really runs in parallel."""

from __future__ import annotations

import threading
import uuid
from collections import Counter

import pytest
from django.db import close_old_connections, connection

from feedback.errors import Refusal
from feedback.models import Comparison, Lease, Preference, User
from feedback.services.answering import submit_preference
from feedback.services.serving import lease_next

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.services]

PEOPLE = 8


@pytest.fixture(autouse=True)
def _needs_postgresql():
    if connection.vendor != "postgresql":
        pytest.skip("PostgreSQL only: SQLite lets one writer in at a time")


def together(work, people) -> None:
    """Runs work(person) in one thread each, all starting at once; errors reach the test."""
    errors: list[BaseException] = []
    barrier = threading.Barrier(len(people))

    def run(person: User) -> None:
        try:
            barrier.wait()
            work(person)
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    close_old_connections()
    assert not errors, errors


def crowd() -> list[User]:
    return [User.objects.create_user(f"person{index}") for index in range(PEOPLE)]


@pytest.mark.parametrize("overlap", [1, 3])
def test_nothing_is_served_or_answered_beyond_its_overlap(project, make_comparisons, overlap):
    made = make_comparisons(40, wanted=overlap)

    def work(person: User) -> None:
        while isinstance(lease := lease_next(project=project, annotator=person), Lease):
            submit_preference(
                comparison_id=lease.comparison_id,
                annotator=person,
                choice="a",
                submission_key=str(uuid.uuid4()),
            )

    together(work, crowd())
    answers = Counter(Preference.objects.values_list("comparison", flat=True))
    assert answers == {comparison.pk: overlap for comparison in made}
    assert set(Comparison.objects.values_list("status", flat=True)) == {"closed"}


def test_one_submission_sent_many_times_at_once_is_one_row(project, people, make_comparisons):
    make_comparisons(1)
    annotator = people["annotator"]
    lease = lease_next(project=project, annotator=annotator)
    key = str(uuid.uuid4())
    made: list[bool] = []

    def work(_: User) -> None:
        stored = submit_preference(
            comparison_id=lease.comparison_id, annotator=annotator, choice="b", submission_key=key
        )
        made.append(stored.created)

    together(work, crowd())
    assert Preference.objects.count() == 1
    assert sorted(made) == [False] * (PEOPLE - 1) + [True]


def test_the_last_place_goes_to_one_of_many(project, make_comparisons):
    make_comparisons(1)
    got: list[User] = []

    def work(person: User) -> None:
        if isinstance(lease_next(project=project, annotator=person), Lease):
            got.append(person)

    together(work, crowd())
    assert len(got) == 1
    with pytest.raises(Refusal):
        submit_preference(
            comparison_id=Comparison.objects.get().pk,
            annotator=User.objects.exclude(pk=got[0].pk).first(),
            choice="a",
            submission_key=str(uuid.uuid4()),
        )
