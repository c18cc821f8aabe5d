"""The stream of preferences: in order, with withdrawals, and none skipped that is stored late."""

from __future__ import annotations

import threading
import uuid

import pytest
from django.db import connection, transaction

from feedback.models import Preference, Removal
from feedback.selectors.preference_stream import Cursor, parse_cursor, preferences_after
from feedback.services.answering import submit_preference, undo_preference
from feedback.services.serving import lease_next

URL = "/api/v1/projects/plumb/preferences/stream/"
# Transactions that pytest keeps open would be waited for.
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def answer(project, people):
    def give(choice: str = "a", **fields) -> Preference:
        lease = lease_next(project=project, annotator=people["annotator"])
        return submit_preference(
            comparison_id=lease.comparison_id,
            annotator=people["annotator"],
            choice=choice,
            submission_key=str(uuid.uuid4()),
            **fields,
        ).preference

    return give


@pytest.fixture
def read(client_of):
    def ask(cursor: str = "", **query) -> dict:
        return client_of("researcher").get(URL, {"cursor": cursor, **query}).json()

    return ask


def test_new_preferences_come_once_in_order(project, make_comparisons, answer, read):
    make_comparisons(3)
    first, second = answer("a"), answer("tie")
    page = read()
    assert [event["id"] for event in page["events"]] == [first.pk, second.pk]
    told = page["events"][0]
    assert (told["event"], told["choice"], told["withdraws"]) == ("preference", "a", None)
    comparison = first.comparison
    assert told["comparison"]["prompt"] == comparison.prompt.messages
    assert told["comparison"]["response_a"] == {
        "id": comparison.response_a_id, "text": comparison.response_a.text, "generator": "lead",
        "checkpoint": None,
    }  # fmt: skip
    assert told["rater"].startswith("p-")
    assert read(page["cursor"])["events"] == []
    third = answer("b")
    assert [event["id"] for event in read(page["cursor"])["events"]] == [third.pk]


def test_what_is_taken_back_has_a_withdrawal(project, people, make_comparisons, answer, read):
    make_comparisons(1)
    given = answer("a")
    page = read()
    undo_preference(preference_id=given.pk, annotator=people["annotator"])
    again = answer("b")
    withdrawn, anew = read(page["cursor"])["events"]
    assert (withdrawn["event"], withdrawn["withdraws"]) == ("withdrawn", given.pk)
    assert (withdrawn["comparison"], withdrawn["choice"]) == (None, None)
    assert (anew["event"], anew["id"], anew["choice"]) == ("preference", again.pk, "b")
    # From the beginning: what stands is what was never withdrawn.
    events = read()["events"]
    gone = {event["withdraws"] for event in events}
    stands = [e["id"] for e in events if e["event"] == "preference" and e["id"] not in gone]
    assert stands == [again.pk]


def test_pages_follow_each_other(project, make_comparisons, answer, read):
    make_comparisons(5)
    given = [answer().pk for _ in range(5)]
    seen, cursor, pages = [], "", 0
    while True:
        page = read(cursor, page_size=2)
        seen += [event["id"] for event in page["events"]]
        cursor, pages = page["cursor"], pages + 1
        if not page["more"]:
            break
    assert (seen, pages) == (given, 3)
    assert read(cursor)["events"] == []


def test_other_projects_preferences_are_not_in_it(project, people, make_comparisons, answer, read):
    make_comparisons(1)
    mine = answer()
    other = people["outsider"].memberships.get().project
    Preference.objects.filter(pk=mine.pk).update(project=other)
    assert read()["events"] == []


def test_removals_are_counted_since_they_leave_no_withdrawals(project, read):
    assert read()["removals"] == 0
    Removal.objects.create(project=project, kind="prompt", target={}, state="succeeded")
    assert read()["removals"] == 1


@pytest.mark.parametrize("cursor", ["x", "1", "1.2", "1.2.x", "-1.0.0", f"{2**63}.0.0", "1.2.3.4"])
def test_odd_cursors_are_refused(client_of, project, cursor):
    refused = client_of("researcher").get(URL, {"cursor": cursor})
    assert (refused.status_code, refused.json()["code"]) == (400, "bad_cursor")
    assert client_of("researcher").get(URL, {"page_size": 0}).status_code == 400
    assert client_of("researcher").get(URL, {"page_size": 501}).status_code == 400


def test_who_may_read(client_of, project):
    statuses = {role: client_of(role).get(URL).status_code for role in
                ("anonymous", "outsider", "annotator", "researcher", "admin")}  # fmt: skip
    assert statuses == {
        "anonymous": 401, "outsider": 404, "annotator": 403, "researcher": 200, "admin": 200,
    }  # fmt: skip


def test_a_cursor_is_read_as_it_was_written():
    assert parse_cursor(str(Cursor(7, 9, 123))) == Cursor(7, 9, 123)
    assert parse_cursor("") == Cursor()


class Writer:
    """Stores a preference in a transaction of its own, which ends when it is told to."""

    def __init__(self, comparison, annotator, *, fails: bool = False) -> None:
        self.wrote, self.may_end = threading.Event(), threading.Event()
        self._given, self._fails = (comparison, annotator), fails
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        assert self.wrote.wait(20)

    def _run(self) -> None:
        comparison, annotator = self._given
        try:
            with transaction.atomic():
                type(comparison).objects.select_for_update(no_key=True).get(pk=comparison.pk)
                self.pk = Preference.objects.create(
                    project_id=comparison.project_id, comparison=comparison, annotator=annotator,
                    choice="a", submission_key=str(uuid.uuid4()),
                ).pk  # fmt: skip
                self.wrote.set()
                self.may_end.wait(20)
                if self._fails:
                    transaction.set_rollback(True)
        finally:
            connection.close()

    def end(self) -> int:
        self.may_end.set()
        self._thread.join(20)
        return self.pk


only_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="PostgreSQL only: SQLite lets one writer in"
)


@only_postgresql
def test_a_row_that_is_stored_late_is_not_skipped(project, people, make_comparisons):
    comparisons = make_comparisons(4)
    late = Writer(comparisons[0], people["annotator"])
    quick = Writer(comparisons[1], people["annotator"])
    assert late.pk < quick.end()  # the greater id is there first
    page = preferences_after(project, Cursor(), most=10, patience=0)
    assert page.rows == []  # what is under way may still bring a lesser one
    later = Writer(comparisons[2], people["annotator"])
    late.end()
    page = preferences_after(project, page.cursor, most=10, patience=0)
    # All that had begun at the mark has ended: whoever came since does not hold it up.
    assert [row.pk for row in page.rows] == [late.pk, quick.pk]
    assert preferences_after(project, page.cursor, most=10, patience=0).rows == []
    later.end()
    page = preferences_after(project, page.cursor, most=10, patience=0)
    assert [row.pk for row in page.rows] == [later.pk]


@only_postgresql
def test_a_row_that_is_never_stored_holds_up_nothing_for_long(project, people, make_comparisons):
    comparisons = make_comparisons(2)
    failing = Writer(comparisons[0], people["annotator"], fails=True)
    good = Writer(comparisons[1], people["annotator"]).end()
    failing.end()
    page = preferences_after(project, Cursor(), most=10, patience=0)
    assert [row.pk for row in page.rows] == [good]


@only_postgresql
def test_readers_miss_nothing_and_see_nothing_twice_while_many_write(
    project, people, make_comparisons
):
    comparisons = make_comparisons(60)
    stop = threading.Event()
    seen: list[int] = []

    def read_on() -> None:
        cursor = Cursor()
        try:
            while True:
                ending = stop.is_set()
                page = preferences_after(project, cursor, most=7, patience=0)
                seen.extend(row.pk for row in page.rows)
                cursor = page.cursor
                if ending and not page.rows and not page.more:
                    return
        finally:
            connection.close()

    reader = threading.Thread(target=read_on, daemon=True)
    reader.start()
    stored = []
    for start in range(0, 60, 6):
        writers = [Writer(each, people["annotator"]) for each in comparisons[start : start + 6]]
        stored += [writer.end() for writer in reversed(writers)]
    stop.set()
    reader.join(30)
    assert seen == sorted(stored)
