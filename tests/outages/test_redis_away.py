"""With Redis frozen or gone, people go on working, and nobody waits for it."""

from __future__ import annotations

import signal
import time
import uuid
from collections.abc import Iterator

import httpx
import pytest

from tests.outages.conftest import OwnRedis, Web, web_server

pytestmark = pytest.mark.services
# The wait for Redis is a quarter of a second; the rest is the work itself on a busy machine.
LONGEST = 2.0
PAGES = ["/api/v1/me/", "/api/v1/projects/plumb/live-head/", "/api/v1/projects/plumb/", "/"]
LOGIN = "/_allauth/browser/v1/auth/login"
ITEM = {"prompt": "What hangs?", "response": "A weight."}


@pytest.fixture
def web(own_redis: OwnRedis) -> Iterator[Web]:
    with web_server(REDIS_URL=own_redis.url) as server:
        yield server


def test_without_redis_work_goes_on_and_nothing_waits(web: Web, own_redis: OwnRedis):
    with web.client() as client:
        answer(client)  # all that is loaded at first is loaded
        log_in(web, "wrong")
        for how in (signal.SIGSTOP, signal.SIGKILL):  # frozen, then gone
            own_redis.process.send_signal(how)
            waits = [timed(lambda: answer(client)) for _ in range(3)]
            waits += [timed(lambda url=url: client.get(url).raise_for_status()) for url in PAGES]
            waits.append(timed(lambda: log_in(web, "long-enough-1")))
            assert max(waits) < LONGEST
            reward = client.post("/api/v1/projects/plumb/reward/", json={"items": [ITEM]})
            assert (reward.status_code, reward.json()["code"]) == (503, "scorer_unavailable")
            assert int(reward.headers["Retry-After"]) > 0
        tries = [log_in(web, "wrong").text for _ in range(12)]
        assert "too_many_login_attempts" in tries[-1]  # passwords cannot be guessed meanwhile


def timed(call) -> float:
    began = time.monotonic()
    call()
    return time.monotonic() - began


def answer(client: httpx.Client) -> None:
    served = client.post("/api/v1/projects/plumb/next/").raise_for_status().json()
    body = {"choice": "a", "submission_key": str(uuid.uuid4())}
    stored = client.post(f"/api/v1/comparisons/{served['id']}/preferences/", json=body)
    assert stored.status_code == 201, stored.text


def log_in(web: Web, password: str) -> httpx.Response:
    with httpx.Client(base_url=web.url, timeout=30) as client:
        client.get("/")  # for the CSRF token
        headers = {"X-CSRFToken": client.cookies.get("csrftoken", ""), "Referer": web.url}
        body = {"username": "admin", "password": password}
        done = client.post(LOGIN, json=body, headers=headers)
        assert done.status_code == (200 if password.startswith("long") else done.status_code)
        assert done.status_code < 500, done.text
        return done
