"""Asked for often, it waits once; asked for while it runs, it comes once more."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, connections, transaction

from feedback.models import Project, Upkeep
from feedback.services.work import ask
from feedback.services.work.claiming import claim
from feedback.services.work.running import run_slice


def states(kind: str) -> list[str]:
    return sorted(Upkeep.objects.filter(kind=kind).values_list("state", flat=True))


@pytest.mark.django_db
def test_at_most_one_waits_and_at_most_one_runs(project):
    for _ in range(5):
        ask("documents", project_id=project.pk)
    assert states("documents") == ["queued"]
    begun = claim("soon")
    assert states("documents") == ["running"]
    for _ in range(5):
        ask("documents", project_id=project.pk)
    assert states("documents") == ["queued", "running"]
    assert claim("soon") is None
    run_slice(begun)
    assert states("documents") == ["queued"]
    run_slice(claim("soon"))
    assert states("documents") == []
    assert claim("soon") is None


@pytest.mark.django_db
def test_work_of_no_project_is_asked_for_once_too(db):
    for _ in range(3):
        ask("words", project_id=None)
    assert states("words") == ["queued"]
    begun = claim("bulk")
    ask("words", project_id=None)
    assert states("words") == ["queued", "running"]
    assert claim("bulk") is None
    run_slice(begun)
    assert states("words") == ["queued"]


@pytest.mark.django_db(transaction=True)
def test_what_is_not_stored_is_not_asked_for(project):
    with transaction.atomic():
        ask("learn", project_id=project.pk)
        transaction.set_rollback(True)
    assert states("learn") == []


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one writer in at a time")
@pytest.mark.django_db(transaction=True)
def test_what_is_asked_within_an_open_transaction_is_not_begun_before_its_end():
    project = Project.objects.create(slug="plumb", name="Plumb")
    ask("learn", project_id=project.pk)
    asked, stored = threading.Event(), threading.Event()

    def answer() -> None:
        try:
            with transaction.atomic():
                ask("learn", project_id=project.pk)
                asked.set()
                assert stored.wait(30)
        finally:
            connections.close_all()

    thread = threading.Thread(target=answer)
    thread.start()
    assert asked.wait(30)
    # It would not see what is being stored, and nobody would ask once more.
    assert claim("live", project.pk) is None
    stored.set()
    thread.join()
    assert claim("live", project.pk) is not None


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one writer in at a time")
@pytest.mark.django_db(transaction=True)
def test_many_who_ask_and_many_who_claim_at_once_lose_nothing():
    project = Project.objects.create(slug="plumb", name="Plumb")
    begun: list[int] = []

    def ask_on() -> None:
        try:
            for _ in range(40):
                with transaction.atomic():
                    ask("documents", project_id=project.pk)
        finally:
            connections.close_all()

    def work_on() -> None:
        try:
            while any(thread.is_alive() for thread in askers) or states("documents"):
                if row := claim("soon"):
                    begun.append(row.pk)
                    assert states("documents").count("running") == 1
                    run_slice(row)
        finally:
            connections.close_all()

    askers = [threading.Thread(target=ask_on) for _ in range(4)]
    workers = [threading.Thread(target=work_on) for _ in range(3)]
    for thread in [*askers, *workers]:
        thread.start()
    for thread in [*askers, *workers]:
        thread.join()
    assert len(begun) == len(set(begun)) > 0
    assert states("documents") == []
