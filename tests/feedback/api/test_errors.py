"""Bad input: one shape, a status that fits, nothing stored."""

from __future__ import annotations

import uuid

import pytest

from feedback.models import Preference

pytestmark = pytest.mark.django_db


@pytest.fixture
def served(client_of, make_comparisons):
    make_comparisons(1)
    client = client_of("annotator")
    served = client.post("/api/v1/projects/plumb/next/").json()
    return client, f"/api/v1/comparisons/{served['id']}/preferences/"


def shape(answer) -> str:
    body = answer.json()
    assert set(body) == {"code", "message", "details"}
    return str(body["code"])


@pytest.mark.parametrize(
    "change",
    [
        {"choice": "banana"},
        {"choice": None},
        {"choice": ["a"]},
        {"colour": "red"},
        {"strength": 9},
        {"strength": "strong"},
        {"confidence": 2},
        {"both_bad": True},
        {"duration_ms": -1},
        {"axes": [1]},
        {"submission_key": "not a uuid"},
        {"submission_key": None},
        {"rationale": "x" * 20_001},
    ],
)
def test_a_bad_value_is_refused(served, change):
    client, url = served
    body = {"choice": "a", "submission_key": str(uuid.uuid4())} | change
    answer = client.post(url, body)
    assert (answer.status_code, shape(answer)) == (400, "invalid")
    assert not Preference.objects.exists()


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"{", "parse_error"),
        (b"\xff\xfe{}", "parse_error"),
        (b"[1, 2]", "invalid"),
        (b"null", "invalid"),
    ],
)
def test_a_body_that_is_no_object_is_refused(served, body, code):
    client, url = served
    answer = client.generic("POST", url, body, content_type="application/json")
    assert (answer.status_code, shape(answer)) == (400, code)


def test_an_oversized_body_is_refused(served):
    client, url = served
    body = b'{"rationale": "' + b"x" * 3_000_000 + b'"}'
    answer = client.generic("POST", url, body, content_type="application/json")
    assert (answer.status_code, shape(answer)) == (413, "too_large")


def test_another_media_type_is_refused(served):
    client, url = served
    answer = client.generic("POST", url, b"choice=a", content_type="text/plain")
    assert (answer.status_code, shape(answer)) == (415, "unsupported_media_type")


@pytest.mark.parametrize(
    ("method", "url", "status", "code"),
    [
        ("get", "/api/v1/nothing/", 404, "not_found"),
        ("get", "/api/v1/projects/none/", 404, "not_found"),
        ("delete", "/api/v1/projects/", 405, "method_not_allowed"),
        ("get", "/admin-less/../api/none", 404, "not_found"),
    ],
)
def test_wrong_addresses_answer_in_the_one_shape(client_of, method, url, status, code):
    answer = getattr(client_of("admin"), method)(url.replace("/admin-less/..", ""))
    assert (answer.status_code, shape(answer)) == (status, code)


def test_a_bad_token_is_refused(client):
    answer = client.get("/api/v1/me/", headers={"authorization": "Bearer \xff\xfe"})
    assert (answer.status_code, shape(answer)) == (401, "authentication_failed")


def test_the_same_submission_again_is_200(served):
    client, url = served
    body = {"choice": "tie", "both_bad": True, "submission_key": str(uuid.uuid4())}
    first, again = client.post(url, body), client.post(url, body)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["preference"] == again.json()["preference"]
    assert Preference.objects.count() == 1
