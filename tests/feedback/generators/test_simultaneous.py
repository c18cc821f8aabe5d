"""Many workers at the same generations: none is written twice, no budget and bound exceeded."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, connections

from feedback.models import Endpoint, Generation, Generator, Project
from feedback.services.trees import add_document, open_documents
from feedback.services.work.running import work
from tests.feedback.generators.model_server import ModelServer, says, serving

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql",
        reason="PostgreSQL only: SQLite lets one writer in at a time",
    ),
]
LEAVES = 6


def prepared(server: ModelServer, **fields) -> Project:
    project = Project.objects.create(slug="many", name="Many", open_documents=LEAVES)
    generator = Generator.objects.create(project=project, name="small", kind="endpoint")
    Endpoint.objects.create(generator=generator, url=server.url, model="small", **fields)
    for number in range(LEAVES):
        add_document(project=project, title="Line", text=f"Line {number} hangs. It is true.")
    open_documents(project=project)
    return project


def at_once(workers: int) -> None:
    """Each worker takes up what comes next, until nothing is left."""

    def work_on() -> None:
        try:
            while Generation.objects.filter(state__in=("queued", "running")).exists():
                work("bulk")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work_on) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.mark.parametrize("bound", [1, 3])
def test_each_is_written_once(settings, bound):
    settings.PLUMBLINE_ENDPOINT_CALLS = bound
    with serving(says("It hangs true.")) as server:
        prepared(server)
        at_once(5)
    assert set(Generation.objects.values_list("state", "attempts")) == {("succeeded", 1)}
    assert len(server.calls) == Endpoint.objects.get().calls == LEAVES


def test_a_budget_holds_among_many(settings):
    settings.PLUMBLINE_ENDPOINT_CALLS = 5
    with serving(says("It hangs true.")) as server:
        prepared(server, max_calls=4)
        at_once(5)
    assert len(server.calls) == Endpoint.objects.get().calls == 4
    assert Generation.objects.filter(state="failed").count() == LEAVES - 4
