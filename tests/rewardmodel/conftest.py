"""A tiny encoder in the place of the real one, and answers given through the real services."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.rewardmodel.tiny_encoder import build_tiny_encoder


@pytest.fixture(scope="session")
def tiny_encoder_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_tiny_encoder(tmp_path_factory.mktemp("encoder"))


@pytest.fixture
def tiny_encoder(settings: Any, tiny_encoder_folder: Path) -> None:
    settings.PLUMBLINE_ENCODER = str(tiny_encoder_folder)


@pytest.fixture
def give_answers() -> Callable[..., list[Any]]:
    """Answers the next comparisons of a project, all alike; returns the preferences."""
    from feedback.services.answering import submit_preference
    from feedback.services.serving import lease_next

    def give(project: Any, annotator: Any, count: int, choice: str = "a") -> list[Any]:
        given = []
        for _ in range(count):
            lease = lease_next(project=project, annotator=annotator)
            stored = submit_preference(
                comparison_id=lease.comparison_id,
                annotator=annotator,
                choice=choice,
                submission_key=str(uuid.uuid4()),
            )
            given.append(stored.preference)
        return given

    return give


@pytest.fixture
def scorer(db: None, tiny_encoder: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """A scorer that answers at once, in this process."""
    from celery import current_app

    from feedback.services.workers import give_sign
    from rewardmodel import tasks

    give_sign(name="live@test", queues=["live"], places=1)

    def carry_out(name: str, args: list[Any], **_: Any) -> None:
        {task.name: task for task in (tasks.score, tasks.embed)}[name](*args)

    monkeypatch.setattr(current_app._get_current_object(), "send_task", carry_out)


@pytest.fixture
def client_to(people: Any) -> Iterator[Callable[..., Any]]:
    """The client package, talking to this process as a researcher."""
    import httpx
    from django.core.signals import request_finished, request_started
    from django.core.wsgi import get_wsgi_application
    from django.db import close_old_connections

    from feedback.services.tokens import make_token
    from plumbline_client import PlumblineClient

    def make(project: str = "plumb", role: str = "researcher") -> PlumblineClient:
        token = make_token(user=people[role], name="trainer", days=1).token
        client = PlumblineClient("http://testserver", token=token, project=project, retries=0)
        http = client._server.http
        client._server.http = httpx.Client(
            base_url=http.base_url,
            headers=http.headers,
            transport=httpx.WSGITransport(app=get_wsgi_application()),
        )
        return client

    # Requests are in the test's own transaction, whose connection they must not close: Django's
    # test client sees to it in the same way.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield make
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)
