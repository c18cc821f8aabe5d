"""Taking back, answering late and settling at the same instant: nobody waits for ever.

Each test holds a lock in its own hands until both sides stand where their windows meet.
"""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from django.db import connection

from feedback.models import Comparison, Document, Node, Preference, Project, Response, User
from feedback.services.answering import submit_preference, undo_preference
from feedback.services.comparison_life import State, state_of
from feedback.services.serving import lease_next
from feedback.services.settling import settle_nodes

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.services]


@pytest.fixture(autouse=True)
def _needs_postgresql():
    if connection.vendor != "postgresql":
        pytest.skip("PostgreSQL only: SQLite lets one writer in at a time")


class Meeting:
    """Threads that are begun one after the other while somebody holds a row; each is waited for
    until it waits for a lock itself."""

    def __init__(self) -> None:
        self.errors: list[BaseException] = []
        self.threads: list[threading.Thread] = []
        self.pids: list[int] = []

    def begin(self, work: Callable[[], Any]) -> None:
        ready = threading.Event()

        def run() -> None:
            try:
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_backend_pid()")
                    self.pids.append(cursor.fetchone()[0])
                ready.set()
                work()
            except BaseException as error:
                self.errors.append(error)
            finally:
                ready.set()
                connection.close()

        thread = threading.Thread(target=run)
        self.threads.append(thread)
        thread.start()
        ready.wait(30)
        self._until_it_waits(self.pids[-1], thread)

    def _until_it_waits(self, pid: int, thread: threading.Thread) -> None:
        pause = threading.Event()
        for _ in range(600):
            with connection.cursor() as cursor:
                cursor.execute("SELECT wait_event_type FROM pg_stat_activity WHERE pid = %s", [pid])
                if cursor.fetchone() == ("Lock",):
                    return
            if not thread.is_alive():
                pytest.fail(f"It never waited: {self.errors}")
            pause.wait(0.02)
        pytest.fail("It never waited for a lock.")

    def end(self) -> None:
        for thread in self.threads:
            thread.join(30)
            assert not thread.is_alive()
        assert not self.errors, self.errors


@pytest.fixture
def held() -> Any:
    """A connection of the test's own, to hold rows with."""
    values = connection.get_connection_params()
    names = ("dbname", "user", "password", "host", "port")
    with psycopg.connect(**{name: values[name] for name in names if values.get(name)}) as own:
        yield own
        own.rollback()


@pytest.fixture
def node(project: Project, make_comparisons: Any) -> Node:
    """An open node with one comparison that wants two answers; any answer settles it."""
    Project.objects.filter(pk=project.pk).update(settle_answers=1, settle_probability=0.0)
    project.refresh_from_db()
    (comparison,) = make_comparisons(1, wanted=2)
    document = Document.objects.create(
        project=project, title="T", text="One. Two.", content_hash="h", state="open"
    )
    node = Node.objects.create(
        document=document, height=0, position=0, start=0, end=9, state="open",
        prompt=comparison.prompt,
    )  # fmt: skip
    comparison.prompt.node = node
    comparison.prompt.save()
    Response.objects.filter(pk=comparison.response_a_id).update(win_probability=0.9)
    return node


def answer(project: Project, person: User, comparison: Comparison, choice: str = "a") -> Any:
    return submit_preference(
        comparison_id=comparison.pk, annotator=person, choice=choice,
        submission_key=str(uuid.uuid4()), project=project,
    ).preference  # fmt: skip


def test_an_answer_is_taken_back_while_its_node_settles(project, people, node, held):
    comparison = Comparison.objects.get()
    lease_next(project=project, annotator=people["annotator"])
    given = answer(project, people["annotator"], comparison)
    held.execute("SELECT 1 FROM feedback_node WHERE id = %s FOR UPDATE", [node.pk])
    meeting = Meeting()
    meeting.begin(lambda: settle_nodes(project=project))
    meeting.begin(lambda: undo_preference(preference_id=given.pk, annotator=people["annotator"]))
    held.rollback()
    meeting.end()
    comparison.refresh_from_db()
    node.refresh_from_db()
    assert (comparison.answers, state_of(comparison)) == (0, State.OPEN)
    assert (node.state, node.settled_response) == ("open", None)


def test_a_late_answer_comes_while_a_doubted_node_is_opened_again(project, people, node, held):
    comparison = Comparison.objects.get()
    ben, cleo = people["annotator"], people["admin"]
    for person in (ben, cleo):
        lease_next(project=project, annotator=person)
    answer(project, ben, comparison)
    assert settle_nodes(project=project) == 1
    # The model thinks otherwise by now, and the node is in doubt.
    Response.objects.filter(pk=comparison.response_a_id).update(win_probability=0.1)
    Response.objects.filter(pk=comparison.response_b_id).update(win_probability=0.9)
    Node.objects.filter(pk=node.pk).update(in_doubt=True)
    held.execute("SELECT 1 FROM feedback_node WHERE id = %s FOR UPDATE", [node.pk])
    meeting = Meeting()
    meeting.begin(lambda: settle_nodes(project=project))
    meeting.begin(lambda: answer(project, cleo, comparison, "b"))
    held.rollback()
    meeting.end()
    comparison.refresh_from_db()
    assert (comparison.answers, state_of(comparison)) == (2, State.ANSWERED)
    assert Preference.objects.filter(is_current=True).count() == 2


def test_a_late_answer_that_comes_as_the_node_settles_puts_it_in_doubt(project, people, node, held):
    comparison = Comparison.objects.get()
    ben, cleo = people["annotator"], people["admin"]
    for person in (ben, cleo):
        lease_next(project=project, annotator=person)
    answer(project, ben, comparison)
    # Settling stands before the comparison that it closes; the answer comes behind it.
    held.execute("SELECT 1 FROM feedback_comparison WHERE id = %s FOR UPDATE", [comparison.pk])
    meeting = Meeting()
    meeting.begin(lambda: settle_nodes(project=project))
    meeting.begin(lambda: answer(project, cleo, comparison, "b"))
    held.rollback()
    meeting.end()
    comparison.refresh_from_db()
    node.refresh_from_db()
    assert (comparison.answers, state_of(comparison)) == (2, State.ANSWERED)
    assert (node.state, node.in_doubt) == ("settled", True)
