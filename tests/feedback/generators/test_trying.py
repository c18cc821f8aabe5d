"""Trying a generator out: one call, and what came back or why nothing did."""

from __future__ import annotations

import pytest

from feedback.models import AuditEntry, Endpoint, Generation, Response
from tests.feedback.generators.model_server import says, sends, serving
from tests.feedback.generators.test_endpoints import LIST, add, open_leaf, run_to_the_end  # noqa: F401

pytestmark = pytest.mark.django_db


def usability(client_of, name="small"):
    rows = client_of("researcher").get(LIST).json()
    return next(row["usability"] for row in rows if row["name"] == name)


def test_a_model_that_answers_is_in_use(project, add, client_of):  # noqa: F811
    with serving(says("For true walls.", tokens=19)) as server:
        made = add(server.url, model="small-1", key="s3cret").json()
        assert made["usability"] == "untried"
        tested = client_of("admin").post(f"/api/v1/generators/{made['id']}/test/")
    assert tested.status_code == 200
    found = tested.json()
    assert (found["text"], found["error"], found["tokens"]) == ("For true walls.", None, 19)
    assert found["seconds"] >= 0
    assert server.calls[0]["headers"]["Authorization"] == "Bearer s3cret"
    assert usability(client_of) == "working"
    endpoint = Endpoint.objects.get()
    assert (endpoint.calls, endpoint.tokens) == (1, 19)
    assert not Response.objects.exists()


@pytest.mark.parametrize(
    ("answer", "code"), [(sends(401, b'{"error": "No such key"}'), "refused"),
                         (sends(500), "busy"), (sends(200, b"{}"), "malformed")],
)  # fmt: skip
def test_a_model_that_fails_is_not_in_use_and_says_why(add, client_of, answer, code):  # noqa: F811
    with serving(answer) as server:
        made = add(server.url).json()
        found = client_of("admin").post(f"/api/v1/generators/{made['id']}/test/").json()
    assert (found["text"], found["error"]["code"]) == ("", code)
    assert usability(client_of) == "failing"
    (row,) = [r for r in client_of("researcher").get(LIST).json() if r["name"] == "small"]
    assert row["endpoint"]["last_error"] == found["error"]


def test_an_address_that_nobody_listens_at_is_told_in_words(add, client_of):  # noqa: F811
    with serving(says("")) as server:
        url = server.url
    made = add(url).json()
    test = f"/api/v1/generators/{made['id']}/test/"
    found = client_of("admin").post(test).json()["error"]
    assert found["code"] == "unreachable"
    assert found["message"].startswith("The endpoint could not be reached")
    # With another address it may work: it is untried again.
    client_of("admin").patch(f"/api/v1/generators/{made['id']}/", {"url": "http://127.0.0.1:9/"})
    assert usability(client_of) == "untried"
    client_of("admin").patch(f"/api/v1/generators/{made['id']}/", {"enabled": False})
    assert usability(client_of) == "off"


def test_a_budget_that_is_spent_is_told_without_a_call(add, client_of):  # noqa: F811
    with serving(says("Once.")) as server:
        made = add(server.url, max_calls=1).json()
        test = f"/api/v1/generators/{made['id']}/test/"
        assert client_of("admin").post(test).json()["error"] is None
        assert client_of("admin").post(test).json()["error"]["code"] == "budget_spent"
        assert len(server.calls) == 1
    assert usability(client_of) == "working"  # the model did answer


def test_metadata_addresses_are_never_called(add, client_of):  # noqa: F811
    made = add("http://[2002:a9fe:a9fe::1]/v1").json()
    found = client_of("admin").post(f"/api/v1/generators/{made['id']}/test/").json()["error"]
    assert found["code"] == "forbidden_address"


def test_writing_for_a_tree_says_too_whether_the_model_answers(project, add, client_of):  # noqa: F811
    with serving(sends(500), sends(500), sends(500), says("It hangs true.")) as server:
        add(server.url)
        open_leaf(project)
        run_to_the_end(Generation.objects.get())
        assert usability(client_of) == "failing"
        pk = Generation.objects.get().pk
        client_of("admin").post(f"/api/v1/generations/{pk}/retry/")
        run_to_the_end(Generation.objects.get())
    assert usability(client_of) == "working"


def test_only_admins_try_only_language_models(project, add, client_of):  # noqa: F811
    made = add("http://127.0.0.1:9/v1").json()
    for role, status in (("annotator", 403), ("researcher", 403), ("outsider", 404)):
        assert client_of(role).post(f"/api/v1/generators/{made['id']}/test/").status_code == status
    open_leaf(project)
    rows = client_of("admin").get(LIST).json()
    built_in = next(row for row in rows if row["kind"] == "extractive")
    refused = client_of("admin").post(f"/api/v1/generators/{built_in['id']}/test/")
    assert refused.json()["code"] == "not_an_endpoint"
    client_of("admin").post(f"/api/v1/generators/{made['id']}/test/")
    assert AuditEntry.objects.filter(action="endpoint.tested", subject="small").count() == 1
