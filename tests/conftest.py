"""Fixtures that all tests share: people in their roles, a project, open comparisons."""

from __future__ import annotations

import hashlib
import os
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from rest_framework.test import APIClient

hypothesis_settings.register_profile(
    "shared-machine",
    deadline=None,  # a busy machine is slow, not wrong
    derandomize=bool(os.environ.get("CI")),  # a change is not refused for what it did not touch
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
)
hypothesis_settings.load_profile("shared-machine")

People = dict[str, Any]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--only-with-database",
        action="store_true",
        help="leave out what knows neither the database nor another service",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--only-with-database"):
        return
    kept = [item for item in items if _knows_a_service(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(kept)])
    items[:] = kept


def _knows_a_service(item: pytest.Item) -> bool:
    if item.get_closest_marker("django_db") or item.get_closest_marker("services"):
        return True
    return bool({"db", "transactional_db"} & set(getattr(item, "fixturenames", ())))


@pytest.fixture(autouse=True)
def _embedded_parts(settings: Any, tmp_path: Any) -> None:
    """Files and tasks of one test stay in its own folder; tasks are sent and not run."""
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "feedback.files.WholeFileStorage",
            "OPTIONS": {"location": tmp_path / "files"},
        }
    }
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _audit_log_can_be_emptied(request: Any) -> None:
    """Tests with real transactions empty every table on SQLite by deleting its rows."""
    marker = request.node.get_closest_marker("django_db")
    if "transactional_db" in request.fixturenames or (marker and marker.kwargs.get("transaction")):
        request.getfixturevalue("transactional_db")
        from django.db import connection

        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("DROP TRIGGER IF EXISTS audit_no_delete")


@pytest.fixture
def project(db: None) -> Any:
    from feedback.models import Project

    return Project.objects.create(slug="plumb", name="Plumb", random_share=0.2)


@pytest.fixture
def people(project: Any) -> People:
    """One user a role, an outsider with a project of their own, and a superuser."""
    from feedback.models import Membership, Project, User

    made: People = {}
    for role in ("annotator", "researcher", "admin"):
        made[role] = User.objects.create_user(role, password="long-enough-1")
        Membership.objects.create(project=project, user=made[role], role=role)
    made["outsider"] = User.objects.create_user("outsider", password="long-enough-1")
    elsewhere = Project.objects.create(slug="elsewhere", name="Elsewhere")
    Membership.objects.create(project=elsewhere, user=made["outsider"], role="admin")
    return made


@pytest.fixture
def client_of(people: People) -> Callable[[str], APIClient]:
    def make(role: str) -> APIClient:
        client = APIClient()
        if role != "anonymous":
            client.force_login(people[role])
        return client

    return make


@pytest.fixture
def make_comparisons(project: Any) -> Callable[..., list[Any]]:
    """Makes open comparisons, one a prompt, on responses of numbered texts."""
    from feedback.models import Comparison, Generator, Prompt, Response

    def make(count: int, **fields: Any) -> list[Any]:
        generator, _ = Generator.objects.get_or_create(
            project=project, name="lead", defaults={"kind": "extractive"}
        )
        made = []
        for index in range(count):
            text = f"What is the value of item {index}?"
            prompt = Prompt.objects.create(
                project=project,
                messages=[{"role": "user", "content": text}],
                content_hash=hashlib.sha256(text.encode()).hexdigest(),
                origin=uuid.uuid4().hex,
            )
            a, b = (
                Response.objects.create(
                    prompt=prompt,
                    generator=generator,
                    text=answer,
                    content_hash=hashlib.sha256(answer.encode()).hexdigest(),
                )
                for answer in (f"The value is {index}.", f"It is {index}, or nearly so.")
            )
            values = {"stream": "active", "wanted": project.overlap} | fields
            made.append(
                Comparison.objects.create(
                    project=project, prompt=prompt, response_a=a, response_b=b, **values
                )
            )
        return made

    return make
