"""What every answer says to browsers, whoever gives it: page, API, static file."""

from __future__ import annotations

import re

import pytest
from django.test import Client


def directives(answer) -> dict[str, str]:
    parts = answer.headers["Content-Security-Policy"].split(";")
    return {name: rest for name, _, rest in (part.strip().partition(" ") for part in parts)}


@pytest.fixture
def built(settings, tmp_path):
    (tmp_path / "index.html").write_text("<html><head></head><body></body></html>")
    settings.FRONTEND_DIST = tmp_path


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/", "/projects/plumb/annotate", "/api/v1/me/", "/api/nowhere", "/healthz", "/login"]
)
def test_nothing_runs_but_what_this_server_sends(client, built, path):
    answer = client.get(path)
    said = directives(answer)
    assert said["default-src"] == "'self'"
    assert "script-src" not in said
    assert said["frame-ancestors"] == "'none'"
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_static_files_say_it_too(settings, tmp_path):
    (tmp_path / "drawing.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    settings.WHITENOISE_ROOT = tmp_path
    answer = Client().get("/drawing.svg")  # a new client reads the middleware's folders anew
    assert answer.status_code == 200
    assert directives(answer)["default-src"] == "'self'"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.django_db
def test_the_page_names_the_nonce_of_its_own_answer(client, built):
    first, second = client.get("/"), client.get("/")
    nonces = [
        re.search(r'name="style-nonce" content="([^"]+)"', page.content.decode())[1]
        for page in (first, second)
    ]
    assert nonces[0] != nonces[1]
    assert f"'nonce-{nonces[0]}'" in directives(first)["style-src"]


@pytest.mark.django_db
def test_a_host_that_is_not_listed_is_told_so_in_words(client):
    answer = client.get("/api/v1/me/", headers={"host": "elsewhere.example"})
    assert answer.status_code == 400
    assert answer.json()["code"] == "unknown_host"
    assert "elsewhere.example" in answer.json()["message"]
    assert "PLUMBLINE_ALLOWED_HOSTS" in answer.json()["message"]
