"""An annotator's session over HTTP."""

from __future__ import annotations

import uuid

import pytest

from feedback.models import Comparison, Lease, Preference, Project
from feedback.services.gold import make_gold

pytestmark = pytest.mark.django_db
NEXT = "/api/v1/projects/plumb/next/"


@pytest.fixture
def annotator(client_of):
    return client_of("annotator")


def submit(client, served, choice, query=""):
    body = {"choice": choice, "submission_key": str(uuid.uuid4()), "duration_ms": 1200}
    return client.post(f"/api/v1/comparisons/{served['id']}/preferences/{query}", body)


def test_responses_come_in_the_order_of_the_lease(annotator, make_comparisons):
    make_comparisons(1)
    served = annotator.post(NEXT).json()
    comparison, lease = Comparison.objects.get(), Lease.objects.get()
    first = comparison.response_a if lease.first_shown == "a" else comparison.response_b
    assert served["shown"][0] == {"side": lease.first_shown, "text": first.text}
    assert served["prompt"]["messages"] == comparison.prompt.messages


def test_nothing_that_would_bias_is_served(annotator, make_comparisons):
    make_comparisons(1)
    served = annotator.post(NEXT).json()
    assert set(served) == {
        "id", "expires_at", "question", "asks", "prompt", "source", "node", "shown", "progress",
        "ahead",
    }  # fmt: skip
    assert all(set(shown) == {"side", "text"} for shown in served["shown"])


def test_an_answer_brings_the_next_one(annotator, make_comparisons):
    make_comparisons(2)
    served = annotator.post(NEXT).json()
    answer = submit(annotator, served, "b", "?next=1").json()
    assert answer["preference"]["choice"] == "b"
    assert answer["next"]["id"] != served["id"]
    assert answer["next"]["progress"] == {
        "answered_by_me": 1, "answered_by_me_today": 1, "open": 1,
    }  # fmt: skip


def test_an_answer_that_has_nothing_new_to_bring_is_taken(annotator, make_comparisons):
    make_comparisons(2)
    served = annotator.post(f"{NEXT}?ahead=1").json()
    (ahead,) = served["ahead"]
    answer = submit(annotator, served, "a", f"?ahead=1&known={ahead['id']}")
    assert (answer.status_code, answer.json()["ahead"]) == (201, [])


def test_the_last_answer_says_why_nothing_follows(annotator, make_comparisons):
    make_comparisons(1)
    answer = submit(annotator, annotator.post(NEXT).json(), "tie", "?next=1").json()
    assert (answer["next"], answer["queue_reason"]) == (None, "nothing_open")
    empty = annotator.post(NEXT)
    assert (empty.status_code, empty["X-Queue-Reason"]) == (204, "nothing_open")


def test_all_leased_says_until_when(annotator, client_of, make_comparisons):
    make_comparisons(1)
    client_of("admin").post(NEXT)
    empty = annotator.post(NEXT)
    assert empty["X-Queue-Reason"] == "all_leased"
    assert empty["X-Queue-Retry-At"] == Lease.objects.get().expires_at.isoformat()


def test_undo_returns_the_comparison_as_it_was_shown(annotator, make_comparisons):
    make_comparisons(2)
    served = annotator.post(NEXT).json()
    stored = submit(annotator, served, "a").json()["preference"]
    undone = annotator.post(f"/api/v1/preferences/{stored['id']}/undo/").json()
    assert undone["undone"] == stored["id"]
    assert undone["comparison"]["shown"] == served["shown"]


def test_flag_needs_a_reason_and_a_researcher_reopens(annotator, client_of, make_comparisons):
    make_comparisons(1)
    served = annotator.post(NEXT).json()
    url = f"/api/v1/comparisons/{served['id']}"
    assert annotator.post(f"{url}/flag/", {}).status_code == 400
    passed = annotator.post(f"{url}/flag/?next=1", {"reason": "Cut off."}).json()
    assert passed == {"next": None, "ahead": [], "queue_reason": "nothing_open"}
    researcher = client_of("researcher")
    flagged = researcher.get("/api/v1/projects/plumb/comparisons/?status=flagged").json()
    assert flagged["results"][0]["flags"][0]["reason"] == "Cut off."
    assert researcher.post(f"{url}/reopen/").json()["status"] == "open"
    assert researcher.post(f"{url}/reopen/").json()["code"] == "not_flagged"


def test_annotators_list_their_own_answers_only(annotator, client_of, make_comparisons):
    make_comparisons(2)
    for client in (annotator, client_of("admin")):
        submit(client, client.post(NEXT).json(), "a")
    url = "/api/v1/projects/plumb/preferences/"
    assert [row["annotator"] for row in annotator.get(url).json()["results"]] == ["annotator"]
    assert len(client_of("researcher").get(url).json()["results"]) == 2
    assert Preference.objects.count() == 2


def test_an_answer_brings_what_the_page_does_not_hold_yet(annotator, make_comparisons):
    make_comparisons(6)
    served = annotator.post(f"{NEXT}?ahead=2").json()
    line = [served["id"], *(each["id"] for each in served["ahead"])]
    url = f"/api/v1/comparisons/{line[0]}/preferences/"
    body = {"choice": "a", "submission_key": str(uuid.uuid4())}
    known = ",".join(map(str, line[1:]))
    answered = annotator.post(f"{url}?ahead=2&known={known}", body, format="json").json()
    assert answered["next"] is None
    (new,) = answered["ahead"]
    assert new["id"] not in line
    again = annotator.post(f"{NEXT}?ahead=2").json()
    assert [again["id"], *(each["id"] for each in again["ahead"])] == [*line[1:], new["id"]]


def test_how_many_ahead_is_a_number(annotator, make_comparisons):
    make_comparisons(1)
    refused = annotator.post(f"{NEXT}?ahead=-1")
    assert refused.status_code == 400
    assert refused.json()["code"] == "invalid"


def test_what_was_expected_is_told_where_the_project_wants_it(annotator, project, make_comparisons):
    (model,) = make_comparisons(1, status="closed", closed_because="answered")
    make_gold(comparison_id=model.pk, expected="b")
    for tells in (False, True):
        Project.objects.update(gold_rate=1, qualification_items=2, gold_feedback=tells)
        Preference.objects.all().delete()
        Lease.objects.all().delete()
        served = annotator.post(NEXT).json()
        assert "expected" not in served
        body = {"choice": "a", "submission_key": str(uuid.uuid4())}
        url = f"/api/v1/comparisons/{served['id']}/preferences/"
        answered = annotator.post(url, body, format="json").json()
        assert answered["expected"] == ("b" if tells else None)


@pytest.mark.parametrize("value", [[], {"depth": {}}, {"height": {"0": -1}}])
def test_weights_that_cannot_be_are_refused(client_of, project, value):
    patch = client_of("admin").patch(
        f"/api/v1/projects/{project.slug}/", {"prompt_weights": value}, format="json"
    )
    assert patch.status_code == 400
    assert "prompt_weights" in patch.json()["details"]["fields"]


def test_an_admin_sets_a_members_quota(client_of, project):
    url = f"/api/v1/projects/{project.slug}/members/annotator/"
    assert client_of("admin").patch(url, {"quota": 5}, format="json").json()["quota"] == 5
    assert client_of("admin").patch(url, {"quota": None}, format="json").json()["quota"] is None
    assert client_of("admin").patch(url, {"quota": 0}, format="json").status_code == 400
