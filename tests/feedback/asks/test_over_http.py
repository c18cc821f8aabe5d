"""What a project asks, set by its administrator, served with each comparison, and enforced."""

from __future__ import annotations

import uuid

import pytest

from feedback.models import Lease, Membership, Preference, Project

pytestmark = pytest.mark.django_db
PROJECT = "/api/v1/projects/plumb/"
QUESTIONS = [
    {"name": "clarity", "label": "Clear?", "kind": "scale", "required": True, "per_response": True},
    {"name": "fault", "label": "Fault?", "kind": "choice", "options": ["None", "False"]},
]
SETTINGS = {
    "strength_steps": 5, "questions": QUESTIONS, "ask_rationale": "required",
    "ask_confidence": True,
}  # fmt: skip
GOOD = {
    "choice": "a", "strength": 2, "rationale": "It names the source.", "confidence": 0.75,
    "axes": {"clarity": {"a": 5, "b": 1}, "fault": "None"},
}  # fmt: skip


@pytest.fixture
def served(client_of, project, make_comparisons):
    make_comparisons(2)
    changed = client_of("admin").patch(PROJECT, SETTINGS, format="json")
    assert changed.status_code == 200, changed.json()
    return client_of("annotator").post(f"{PROJECT}next/").json()


def submit(client, served, **body):
    body.setdefault("submission_key", str(uuid.uuid4()))
    return client.post(f"/api/v1/comparisons/{served['id']}/preferences/", body, format="json")


def test_settings_are_returned_as_they_were_given(client_of, served):
    read = client_of("admin").get(PROJECT).json()
    assert {name: read[name] for name in SETTINGS} == SETTINGS


def test_the_comparison_says_all_that_is_asked(served):
    asks = served["asks"]
    assert (asks["strength_steps"], asks["rationale"], asks["confidence"]) == (5, "required", True)
    assert asks["questions"][0] == QUESTIONS[0] | {"options": [], "min": 1, "max": 5}
    assert asks["questions"][1]["per_response"] is False


def test_an_answer_as_asked_is_stored_whole(client_of, served):
    assert submit(client_of("annotator"), served, **GOOD).status_code == 201
    stored = Preference.objects.get()
    assert {name: getattr(stored, name) for name in GOOD} == GOOD


def test_own_answers_tell_all_that_was_said_and_others_see_nothing(client_of, served, people):
    submit(client_of("annotator"), served, **GOOD)
    listed = f"{PROJECT}preferences/?mine=1"
    (own,) = client_of("annotator").get(listed).json()["results"]
    assert {name: own[name] for name in GOOD} == GOOD
    Membership.objects.create(
        project=Project.objects.get(slug="plumb"), user=people["outsider"], role="annotator"
    )
    for role in ("outsider", "admin"):
        assert client_of(role).get(listed).json()["results"] == []
    assert client_of("outsider").get(f"{PROJECT}preferences/").json()["results"] == []


def test_what_was_said_is_changed_by_an_answer_that_supersedes(client_of, served):
    annotator = client_of("annotator")
    first = submit(annotator, served, **GOOD).json()["preference"]
    annotator.post(f"/api/v1/preferences/{first['id']}/undo/")
    changed = GOOD | {"rationale": "It names two.", "confidence": 1.0}
    assert submit(annotator, served, **changed).status_code == 201
    newest, withdrawal, oldest = annotator.get(f"{PROJECT}preferences/?mine=1").json()["results"]
    assert (newest["rationale"], newest["confidence"]) == ("It names two.", 1.0)
    assert (newest["supersedes"], withdrawal["supersedes"]) == (withdrawal["id"], oldest["id"])
    assert (oldest["rationale"], oldest["is_current"]) == (GOOD["rationale"], False)
    assert (withdrawal["rationale"], withdrawal["axes"]) == ("", {})


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"strength": 3}, "strength"),
        ({"axes": {}}, "axes.clarity.a"),
        ({"axes": GOOD["axes"] | {"banana": 1}}, "axes.banana"),
        ({"axes": GOOD["axes"] | {"fault": "Other"}}, "axes.fault"),
        ({"rationale": ""}, "rationale"),
    ],
)
def test_another_is_refused_and_nothing_is_stored(client_of, served, change, where):
    refused = submit(client_of("annotator"), served, **(GOOD | change))
    assert refused.status_code == 400
    error = refused.json()
    assert set(error) == {"code", "message", "details"}
    assert error["code"] == "not_as_asked"
    assert where in error["details"]["fields"]
    assert not Preference.objects.exists()
    assert Lease.objects.get().ended_at is None
    assert submit(client_of("annotator"), served, **GOOD).status_code == 201


def test_the_same_answer_again_is_the_same_row_though_more_is_asked_now(client_of, served):
    key = str(uuid.uuid4())
    first = submit(client_of("annotator"), served, **GOOD, submission_key=key)
    Project.objects.update(strength_steps=0, questions=[], ask_rationale="off")
    again = submit(client_of("annotator"), served, **GOOD, submission_key=key)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json()["preference"]["id"] == first.json()["preference"]["id"]


@pytest.mark.parametrize(
    "change",
    [
        {"strength_steps": 4},
        {"questions": {}},
        {"questions": [{"name": "x"}]},
        {"questions": QUESTIONS * 2},
        {"ask_rationale": "always"},
        {"ask_confidence": "perhaps"},
        {"naive_read": "sometimes"},
    ],
)
def test_settings_that_make_no_sense_are_refused(client_of, project, change):
    refused = client_of("admin").patch(PROJECT, change, format="json")
    assert refused.status_code == 400
    assert next(iter(change)) in refused.json()["details"]["fields"]


def test_what_is_wrong_with_a_question_is_said_at_its_place(client_of, project):
    wrong = [QUESTIONS[0], QUESTIONS[1] | {"options": ["None"], "name": "clarity"}]
    refused = client_of("admin").patch(PROJECT, {"questions": wrong}, format="json").json()
    assert refused["code"] == "invalid"
    first, second = refused["details"]["fields"]["questions"]
    assert (first, set(second)) == ({}, {"name", "options"})


def test_nothing_is_asked_unless_somebody_says_so(client_of, make_comparisons):
    make_comparisons(1)
    client = client_of("annotator")
    served = client.post(f"{PROJECT}next/").json()
    assert served["asks"] == {
        "strength_steps": 0, "questions": [], "rationale": "off", "confidence": False,
        "naive_read": "off",
    }  # fmt: skip
    for extra in ({"strength": 4}, {"axes": {"clarity": 1}}, {"rationale": "Because."}):
        assert submit(client, served, choice="a", **extra).status_code == 400
    assert submit(client, served, choice="a").status_code == 201


def test_reading_first_is_asked_for_and_both_times_are_kept(client_of, make_comparisons):
    make_comparisons(1)
    assert client_of("admin").patch(PROJECT, {"naive_read": "required"}).status_code == 200
    client = client_of("annotator")
    served = client.post(f"{PROJECT}next/").json()
    assert served["asks"]["naive_read"] == "required"
    for times in ({}, {"naive_ms": 4000}, {"naive_ms": -1, "source_ms": 5}):
        assert submit(client, served, choice="a", duration_ms=9000, **times).status_code == 400
    assert not Preference.objects.exists()
    times = {"duration_ms": 9000, "naive_ms": 4000, "source_ms": 5000}
    assert submit(client, served, choice="a", **times).status_code == 201
    (own,) = client.get(f"{PROJECT}preferences/?mine=1").json()["results"]
    assert {name: own[name] for name in times} == times
