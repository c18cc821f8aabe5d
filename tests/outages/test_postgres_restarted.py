"""PostgreSQL restarted: requests meanwhile are told to come back, those after it are served."""

from __future__ import annotations

import httpx
import pytest

from tests.outages.conftest import OwnPostgres, until, web_server

pytestmark = pytest.mark.services
CALLS = ["/api/v1/me/", "/api/v1/projects/plumb/", "/api/v1/projects/plumb/live-head/"]


def test_no_request_after_a_restart_meets_a_broken_connection(own_postgres: OwnPostgres):
    with web_server(DATABASE_URL=own_postgres.url) as web, web.client() as client:
        everything = [client, web.client(), web.client(), web.client()]
        for each in everything * 4:  # every thread of the server has a connection
            each.get(CALLS[0]).raise_for_status()
        own_postgres.control("restart", "-m", "fast")
        after = [each.get(call).status_code for call in CALLS for each in everything * 4]
        assert after == [200] * 48
        own_postgres.control("stop", "-m", "immediate")
        away = [each.get(call) for call in CALLS for each in everything]
        page = httpx.get(f"{web.url}/admin/", headers={"Cookie": "sessionid=" + "a" * 32})
        for refused in (*away, page):
            assert (refused.status_code, refused.json()["code"]) == (503, "database_unavailable")
            assert int(refused.headers["Retry-After"]) > 0
        own_postgres.control("start")
        until(lambda: client.get(CALLS[0]).status_code == 200, 10)
