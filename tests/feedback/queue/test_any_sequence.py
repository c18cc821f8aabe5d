"""Whatever annotators do in whatever order, nobody is asked or counted beyond what is wanted."""

from __future__ import annotations

import uuid
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback.errors import Refusal
from feedback.models import (
    Comparison,
    Generator,
    Lease,
    Preference,
    Project,
    Prompt,
    Response,
    User,
)
from feedback.services.answering import submit_preference, undo_preference
from feedback.services.gold import make_gold
from feedback.services.leasing import end_lease, live_leases
from feedback.services.serving import lease_ahead

pytestmark = pytest.mark.django_db

PEOPLE = 3
STEPS = st.lists(
    st.tuples(
        st.integers(0, PEOPLE - 1),
        st.sampled_from(
            ["lease", "ahead", "submit", "submit", "submit", "retry", "expire", "skip", "flag",
             "release", "undo"]
        ),
        st.integers(0, 3),
    ),
    max_size=40,
)  # fmt: skip


class Room:
    """Annotators at a few comparisons, and all that they were told was stored."""

    def __init__(self, project: Project, people: list[User]) -> None:
        self.project, self.people = project, people
        self.sent: dict[str, tuple[User, int, str]] = {}
        self.stored: dict[str, int] = {}

    def act(self, person: User, deed: str, number: int) -> None:
        try:
            with transaction.atomic():
                getattr(self, deed)(person, number)
        except Refusal:
            pass

    def lease(self, person: User, _: int) -> None:
        lease_ahead(project=self.project, annotator=person, count=1)

    def ahead(self, person: User, number: int) -> None:
        lease_ahead(project=self.project, annotator=person, count=1 + number)

    def submit(self, person: User, number: int) -> None:
        lease = self._some(Lease.objects.filter(annotator=person), number)
        if lease is not None:
            self._send(
                str(uuid.uuid4()), person, lease.comparison_id, ["a", "b", "tie"][number % 3]
            )

    def retry(self, person: User, number: int) -> None:
        if self.sent:
            key = list(self.sent)[number % len(self.sent)]
            self._send(key, *self.sent[key])

    def expire(self, person: User, number: int) -> None:
        past = timezone.now() - timedelta(seconds=1)
        if (lease := self._some(live_leases(), number)) is not None:
            Lease.objects.filter(pk=lease.pk).update(expires_at=past)

    def skip(self, person: User, number: int) -> None:
        self._end(person, number, Lease.Outcome.SKIPPED)

    def flag(self, person: User, number: int) -> None:
        self._end(person, number, Lease.Outcome.FLAGGED)

    def release(self, person: User, number: int) -> None:
        self._end(person, number, Lease.Outcome.RELEASED)

    def undo(self, person: User, number: int) -> None:
        own = self._some(Preference.objects.filter(annotator=person, is_current=True), number)
        if own is not None:
            undo_preference(preference_id=own.pk, annotator=person)

    def _send(self, key: str, person: User, comparison: int, choice: str) -> None:
        self.sent[key] = (person, comparison, choice)
        stored = submit_preference(
            comparison_id=comparison, annotator=person, choice=choice, submission_key=key
        )
        known = self.stored.setdefault(key, stored.preference.pk)
        assert known == stored.preference.pk

    def _end(self, person: User, number: int, outcome: Lease.Outcome) -> None:
        lease = self._some(live_leases().filter(annotator=person), number)
        if lease is not None:
            end_lease(
                comparison_id=lease.comparison_id, annotator=person, outcome=outcome, reason="x"
            )

    @staticmethod
    def _some(rows: Any, number: int) -> Any:
        found = list(rows.order_by("id"))
        return found[number % len(found)] if found else None

    def check(self) -> None:
        current = Counter(
            Preference.objects.filter(is_current=True).values_list("comparison", flat=True)
        )
        live = Counter(live_leases().values_list("comparison", flat=True))
        for comparison in Comparison.objects.all():
            assert comparison.answers == current[comparison.pk] <= comparison.wanted
            if comparison.status == Comparison.Status.OPEN:
                assert current[comparison.pk] + live[comparison.pk] <= comparison.wanted
        by_person = Counter(
            Preference.objects.filter(is_current=True).values_list("comparison", "annotator")
        )
        assert set(by_person.values()) <= {1}
        # Nothing that was acknowledged is gone or altered.
        for key, pk in self.stored.items():
            row = Preference.objects.get(pk=pk)
            person, comparison, choice = self.sent[key]
            assert (row.annotator, row.comparison_id, row.choice) == (person, comparison, choice)
        kept = Preference.objects.exclude(choice="withdrawn")
        assert set(kept.values_list("pk", flat=True)) == set(self.stored.values())
        superseded = kept.filter(is_current=False)
        assert all(hasattr(row, "superseded_by") for row in superseded)


@settings(max_examples=60)
@given(steps=STEPS, overlap=st.integers(1, 2), gold=st.booleans())
def test_the_invariants_hold(steps, overlap, gold):
    with transaction.atomic():
        project = Project.objects.create(
            slug="room", name="Room", random_share=0.3, gold_rate=0.4 if gold else 0.0
        )
        generator = Generator.objects.create(project=project, name="g", kind="import")
        made = []
        for index in range(4):
            prompt = Prompt.objects.create(
                project=project, messages=[], content_hash=str(index), origin=str(index)
            )
            a, b = (
                Response.objects.create(
                    prompt=prompt, generator=generator, text=side, content_hash=side
                )
                for side in "ab"
            )
            made.append(
                Comparison.objects.create(
                    project=project,
                    prompt=prompt,
                    response_a=a,
                    response_b=b,
                    wanted=overlap,
                    stream="random" if index == 0 else "active",
                )
            )
        if gold:
            make_gold(comparison_id=made[0].pk, expected="a")
        room = Room(project, [User.objects.create_user(f"p{i}") for i in range(PEOPLE)])
        for who, deed, number in steps:
            room.act(room.people[who], deed, number)
            room.check()
        transaction.set_rollback(True)
