"""A client written for version 0.1 goes on working: renamed fields are taken and given."""

from __future__ import annotations

import json
import uuid
from pathlib import Path

import pytest

from feedback.exports.formats import FORMATS
from feedback.exports.raw import raw_row
from feedback.exports.records import Details, Judgement, Side
from feedback.models import AccessToken, Comparison, Preference
from plumbline_client import PlumblineClient

P = "/api/v1/projects/plumb/"
SCHEMA = Path(__file__).resolve().parents[3] / "frontend" / "openapi.json"


def test_settings_are_changed_and_read_by_their_old_names(client_of, project):
    admin = client_of("admin")
    answer = admin.patch(P, {"policy": "margin", "audit_overlap": 3})
    assert answer.status_code == 200
    project.refresh_from_db()
    assert (project.acquisition_rule, project.random_overlap) == ("margin", 3)
    for said in (answer.json(), admin.get(P).json()):
        assert (said["policy"], said["acquisition_rule"]) == ("margin", "margin")
        assert (said["audit_overlap"], said["random_overlap"]) == (3, 3)


def test_what_was_read_can_be_sent_back_whole(client_of):
    admin = client_of("admin")
    read = admin.get(P).json()
    fixed = ("slug", "role", "created_at", "archived_at")
    kept = {name: value for name, value in read.items() if name not in fixed}
    assert admin.patch(P, kept).json() == read


@pytest.mark.parametrize("changes", [{"policy": "wrong"}, {"audit_overlap": 0}])
def test_a_bad_value_is_refused_under_the_name_it_was_sent_with(client_of, changes):
    answer = client_of("admin").patch(P, changes)
    assert answer.status_code == 400
    assert set(answer.json()["details"]["fields"]) == set(changes)


def test_two_names_that_say_different_things_are_refused(client_of, project):
    body = {"policy": "margin", "acquisition_rule": "entropy", "audit_overlap": 2}
    answer = client_of("admin").patch(P, body)
    assert answer.status_code == 400
    assert set(answer.json()["details"]["fields"]) == {"policy"}
    project.refresh_from_db()
    assert (project.acquisition_rule, project.random_overlap) == ("adaptive", None)


def test_comparisons_are_filtered_and_read_by_the_old_name(client_of, make_comparisons):
    wanted, _ = make_comparisons(2)
    Comparison.objects.filter(pk=wanted.pk).update(acquisition_rule="margin")
    found = client_of("researcher").get(f"{P}comparisons/", {"policy": "margin"}).json()
    assert [(row["id"], row["policy"]) for row in found["results"]] == [(wanted.pk, "margin")]


def test_annotators_do_not_learn_by_the_old_name_how_a_comparison_was_chosen(client_of):
    assert client_of("annotator").get(f"{P}preferences/?policy=margin").status_code == 403


def test_a_raw_row_names_the_rule_both_ways():
    details = Details(acquisition_rule="margin")
    sides = Side(1, "a"), Side(2, "b")
    row = raw_row(Judgement(1, 1, [], "", "", *sides, "a", 1.0, 1, 1, {}, details))
    assert row["policy"] == row["acquisition_rule"] == "margin"
    assert set(row) == set(FORMATS["raw"].columns)


@pytest.mark.django_db(transaction=True)
def test_the_python_client_reads_figures_by_their_old_names(
    live_server, project, people, make_comparisons
):
    for comparison in make_comparisons(2, stream="random", acquisition_rule="random"):
        for role in ("annotator", "researcher"):
            Preference.objects.create(
                project=project,
                comparison=comparison,
                annotator=people[role],
                choice="a",
                submission_key=uuid.uuid4().hex,
            )
    _, token = AccessToken.objects.create(user=people["researcher"], name="yesterday")
    with PlumblineClient(live_server.url, token=token, project="plumb") as client:
        assert client.metrics("breakdown")["audit"]["n"] == 0
        slices = client.metrics("agreement")["slices"]
    by_rule = [part for part in slices if part["by"] == "policy"]
    assert [(part["value"], part["units"]) for part in by_rule] == [("random", 2)]


def test_the_schema_calls_every_old_name_deprecated():
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    old = {
        (where, name)
        for where, shape in schema["components"]["schemas"].items()
        for name, field in shape.get("properties", {}).items()
        if field.get("deprecated")
    }
    asked = {
        (path, parameter["name"])
        for path, methods in schema["paths"].items()
        for parameter in methods.get("get", {}).get("parameters", [])
        if parameter.get("deprecated")
    }
    names = {"Project", "PatchedProjectChangeRequest"}
    assert {(where, name) for where in names for name in ("policy", "audit_overlap")} <= old
    assert {("FoundComparison", "policy"), ("Breakdown", "audit")} <= old
    lists = ("/api/v1/projects/{slug}/comparisons/", "/api/v1/projects/{slug}/preferences/")
    assert {(path, "policy") for path in lists} <= asked
