"""People and programs of a running stack: tokens, and calls of the HTTP interface."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from typing import Any

import httpx
import psycopg

from bench.stack import Stack

# Other tests have projects of their own in the same database.
DEMO = "(SELECT id FROM feedback_project WHERE slug = 'demo')"
TOKEN = """
from datetime import timedelta
from feedback.models import AccessToken, User
user = User.objects.get(username="{username}")
print(AccessToken.objects.create(user=user, name="test", expiry=timedelta(hours=1))[1])
"""


def client_for(stack: Stack, username: str) -> httpx.Client:
    """A client of the HTTP interface that calls as that person."""
    token = stack.manage("shell", "-v", "0", "-c", TOKEN.format(username=username)).split()[-1]
    headers = {"Authorization": f"Bearer {token}"}
    return httpx.Client(base_url=f"{stack.url}/api/v1/", headers=headers, timeout=30)


def answer_next(client: httpx.Client, slug: str, choice: str) -> dict[str, Any]:
    """Takes the next comparison and answers it; returns the stored preference."""
    served = client.post(f"projects/{slug}/next/").raise_for_status().json()
    body = {"choice": choice, "submission_key": str(uuid.uuid4())}
    stored = client.post(f"comparisons/{served['id']}/preferences/", json=body)
    return dict(stored.raise_for_status().json()["preference"])


def wait_for(condition: Callable[[], Any], seconds: float = 240) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.2)


def number(stack: Stack, query: str) -> int:
    with psycopg.connect(stack.database_url) as connection:
        row = connection.execute(query).fetchone()
    return int(row[0]) if row and row[0] is not None else 0
