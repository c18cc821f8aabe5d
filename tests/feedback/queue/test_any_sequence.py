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
    Document,
    Generator,
    Lease,
    Node,
    Preference,
    Project,
    Prompt,
    Response,
    User,
)
from feedback.selectors.leases import live_leases
from feedback.services.answering import submit_preference, undo_preference
from feedback.services.gold import make_gold, retire_gold
from feedback.services.leasing import end_lease
from feedback.services.reviewing import ask_again, resolve_flag
from feedback.services.serving import lease_ahead
from feedback.services.settling import settle_nodes

pytestmark = pytest.mark.django_db

# What each deed may do to a comparison: from its reason, where it is closed, or its status.
TREE = {("open", "settled"), ("settled", "open")}
ALLOWED: dict[str, set[tuple[str, str]]] = {
    "submit": {("open", "answered"), ("settled", "answered")},
    "retry": {("open", "answered"), ("settled", "answered")},
    "flag": {("open", "flagged")},
    # An answer about a node that is taken back opens the node, or its question is closed with it.
    "undo": {("answered", "open"), ("answered", "settled"), *TREE},
    "dismiss": {("flagged", "dismissed")},
    "reopen": {("flagged", "open"), ("flagged", "settled")},
    "ask_again": {("answered", "open"), ("settled", "open"), ("dismissed", "open")},
    "make_gold": {("retired", "open"), ("dismissed", "open"), ("flagged", "open")},
    "retire": {("open", "retired"), ("flagged", "retired"), ("dismissed", "retired")},
    "settle": TREE,
    **{deed: set() for deed in ("lease", "ahead", "expire", "skip", "release")},
}

PEOPLE = 3
STEPS = st.lists(
    st.tuples(
        st.integers(0, PEOPLE - 1),
        st.sampled_from(
            ["lease", "ahead", "submit", "submit", "submit", "retry", "expire", "skip", "flag",
             "release", "undo", "undo", "dismiss", "reopen", "ask_again", "make_gold", "retire",
             "settle"]
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
        self.states = self._states()

    def act(self, person: User, deed: str, number: int) -> None:
        try:
            with transaction.atomic():
                getattr(self, deed)(person, number)
        except Refusal:
            pass
        after = self._states()
        for pk, before in self.states.items():
            if after[pk] != before:
                assert (before, after[pk]) in ALLOWED[deed], (deed, before, after[pk])
        self.states = after

    @staticmethod
    def _states() -> dict[int, str]:
        rows = Comparison.objects.values_list("pk", "closed_because", "status")
        return {pk: reason or status for pk, reason, status in rows}

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

    def dismiss(self, _: User, number: int) -> None:
        self._resolve(number, Comparison.Status.CLOSED)

    def reopen(self, _: User, number: int) -> None:
        self._resolve(number, Comparison.Status.OPEN)

    def ask_again(self, _: User, number: int) -> None:
        ask_again(comparison_id=self._some(Comparison.objects.exclude(stream="gold"), number).pk)

    def make_gold(self, _: User, number: int) -> None:
        model = self._some(Comparison.objects.exclude(stream="gold"), number)
        make_gold(comparison_id=model.pk, expected="ab"[number % 2])

    def retire(self, _: User, number: int) -> None:
        if gold := self._some(Comparison.objects.filter(stream="gold"), number):
            retire_gold(comparison_id=gold.pk)

    def settle(self, _: User, number: int) -> None:
        """What the model thinks moves; nodes settle, or open again."""
        for response in Response.objects.all():
            chance = 0.9 if (response.pk + number) % 2 else 0.1
            Response.objects.filter(pk=response.pk).update(win_probability=chance)
        settle_nodes(project=self.project)

    def _resolve(self, number: int, status: Comparison.Status) -> None:
        if flagged := self._some(Comparison.objects.filter(status="flagged"), number):
            resolve_flag(comparison_id=flagged.pk, status=status)

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
            is_full = comparison.answers == comparison.wanted
            assert is_full == (comparison.closed_because == "answered")
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


def ask_about_a_node(project: Project, prompt: Prompt) -> None:
    """The prompt is that of an open node, which stands for a document of its own."""
    document = Document.objects.create(
        project=project, title="T", text="One.", content_hash=str(prompt.pk), state="open"
    )
    prompt.node = Node.objects.create(
        document=document, height=0, position=0, start=0, end=4, state="open", prompt=prompt
    )
    prompt.save()


@settings(max_examples=40)
@given(steps=STEPS, overlap=st.integers(1, 2), gold=st.booleans())
def test_the_invariants_hold(steps, overlap, gold):
    with transaction.atomic():
        project = Project.objects.create(
            slug="room", name="Room", random_share=0.3, gold_rate=0.4 if gold else 0.0,
            settle_answers=1, settle_probability=0.5,
        )  # fmt: skip
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
        for prompt in Prompt.objects.order_by("pk")[2:]:
            ask_about_a_node(project, prompt)
        room = Room(project, [User.objects.create_user(f"p{i}") for i in range(PEOPLE)])
        for who, deed, number in steps:
            room.act(room.people[who], deed, number)
            room.check()
        transaction.set_rollback(True)
