"""What cannot be kept is refused before it is parsed: 4xx in the one shape, never 5xx."""

from __future__ import annotations

import json

import pytest

from feedback.api.bounds import MAX_DEPTH, too_deep
from feedback.api.filters import (
    ComparisonFilter,
    PreferenceFilter,
    PromptFilter,
    ResponseFilter,
)

pytestmark = pytest.mark.django_db
PROJECTS = "/api/v1/projects/"
LOGIN = "/_allauth/browser/v1/auth/login"
LISTS = {
    "preferences": PreferenceFilter,
    "prompts": PromptFilter,
    "responses": ResponseFilter,
    "comparisons": ComparisonFilter,
}
ABSURD = [
    "2026-01-01T00:00:00+23:59", "2026-01-01T00:00:00-23:59", "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-14:00", "1e400", "-1e400", "1e999999", "nan", "inf", "9" * 400,
    "9" * 5000, "\U0001f600", "' OR 1", "%", "\\",
]  # fmt: skip


def refusal(answer) -> tuple[int, str]:
    assert set(answer.json()) == {"code", "message", "details"}
    return answer.status_code, answer.json()["code"]


@pytest.fixture
def admin(client_of):
    client = client_of("admin")
    client.raise_request_exception = False
    return client


def nested(depth: int) -> bytes:
    return b'{"name": ' + b"[" * depth + b"]" * depth + b"}"


@pytest.mark.parametrize("url", [PROJECTS, LOGIN, "/api/v1/projects/plumb/reward/"])
@pytest.mark.parametrize(("body", "expected"), [
    (nested(100_000), (400, "too_deep")),
    (b'{"a":' * 100_000, (400, "too_deep")),
    (b'{"name": "' + b"x" * 3_000_000 + b'"}', (413, "too_large")),
    (b'{"name": "a\\u0000b"}', (400, "invalid")),
    (b'{"name": "\\ud800"}', (400, "invalid")),
    (b'{"name": 1e999}', (400, "invalid")),
    (b'{"name": ' + b"9" * 4000 + b"}", (400, "invalid")),
])  # fmt: skip
def test_a_body_that_cannot_be_kept_is_refused(admin, url, body, expected):
    answer = admin.generic("POST", url, body, content_type="application/json")
    assert refusal(answer) == expected


def test_a_body_sent_with_a_token_is_bounded_too(admin):
    token = admin.post("/api/v1/tokens/", {"name": "program", "days": 1}).json()["token"]
    admin.logout()
    answer = admin.generic(
        "POST", PROJECTS, b"[" * 3_000_000, content_type="application/json",
        headers={"authorization": f"Bearer {token}"},
    )  # fmt: skip
    assert refusal(answer) == (413, "too_large")


@pytest.mark.parametrize(("body", "deep"), [
    (nested(MAX_DEPTH - 1), False),
    (nested(MAX_DEPTH), True),
    (json.dumps(["[" * 500, "{" * 500]).encode(), False),  # brackets in strings are text
    (json.dumps(['\\"[' * 500, "]"]).encode(), False),
    (json.dumps([[]] * 5000).encode(), False),
    (b'["' + b"[" * 500, False),  # a string without an end is no JSON
])  # fmt: skip
def test_depth_is_that_of_brackets_outside_of_strings(body, deep):
    assert too_deep(body) is deep


@pytest.mark.parametrize("path", [
    "/api/v1/tokens/%00/", "/api/v1/projects/%00/", "/api/v1/projects/a%00b/next/", "/%00",
    "/api/v1/projects/plumb/members/%00/",
])  # fmt: skip
@pytest.mark.parametrize("method", ["get", "post", "delete", "patch"])
def test_nul_in_a_path_is_nowhere(admin, method, path):
    assert refusal(getattr(admin, method)(path)) == (404, "not_found")


@pytest.mark.parametrize("name", ["q", "until", "cursor", "generator", "%00"])
def test_nul_in_a_query_is_refused(admin, name):
    answer = admin.get(f"{PROJECTS}plumb/prompts/?{name}=a%00")
    assert refusal(answer) == (400, "invalid")


@pytest.mark.parametrize("listed", LISTS)
@pytest.mark.parametrize("value", ABSURD)
def test_no_value_of_a_filter_is_too_absurd_to_be_answered(admin, listed, value):
    for name in LISTS[listed].base_filters:
        answer = admin.get(f"{PROJECTS}plumb/{listed}/", {name: value})
        assert answer.status_code in (200, 400), (name, answer.content)
        if answer.status_code == 400:
            refusal(answer)


def test_a_moment_is_the_same_whatever_its_offset(admin, make_comparisons):
    make_comparisons(1)
    for until, expected in (("2999-01-01T00:00:00+23:00", 1), ("2000-01-01T00:00:00-23:00", 0)):
        answer = admin.get(f"{PROJECTS}plumb/prompts/", {"until": until})
        assert len(answer.json()["results"]) == expected
