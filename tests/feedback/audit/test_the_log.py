"""Who changed what, with before and after: written where it happens, searched and exported."""

from __future__ import annotations

import csv
import io
import json

import pytest

from feedback.models import AuditEntry, Project

pytestmark = pytest.mark.django_db
P = "/api/v1/projects/plumb/"


def log(client, **query):
    return client.get(f"{P}audit-log/", query).json()["results"]


def test_a_changed_setting_is_told_with_before_and_after_and_by_whom(client_of):
    admin = client_of("admin")
    admin.patch(P, {"overlap": 3, "name": "Plumb"})
    (entry,) = log(admin)
    assert (entry["actor"], entry["action"]) == ("admin", "settings.changed")
    assert (entry["before"], entry["after"]) == ({"overlap": 1}, {"overlap": 3})


def test_what_changes_nothing_is_not_told(client_of):
    admin = client_of("admin")
    admin.patch(P, {"overlap": 1})
    assert log(admin) == []


def test_members_roles_and_quotas_are_told(client_of, people):
    admin = client_of("admin")
    admin.post(f"{P}members/", {"username": "outsider", "role": "annotator"})
    admin.patch(f"{P}members/outsider/", {"role": "researcher", "quota": 5})
    admin.delete(f"{P}members/outsider/")
    told = [(e["action"], e["about"], e["before"], e["after"]) for e in reversed(log(admin))]
    assert told == [
        ("member.added", "outsider", {}, {"role": "annotator"}),
        (
            "member.changed",
            "outsider",
            {"role": "annotator", "quota": None},
            {"role": "researcher", "quota": 5},
        ),
        ("member.removed", "outsider", {"role": "researcher"}, {}),
    ]


def test_tokens_are_told_to_superusers_and_never_shown(client_of, people):
    annotator = client_of("annotator")
    made = annotator.post("/api/v1/tokens/", {"name": "ci", "days": 3}).json()
    annotator.delete(f"/api/v1/tokens/{made['id']}/")
    people["admin"].is_superuser = True
    people["admin"].save()
    page = client_of("admin").get("/api/v1/audit-log/")
    assert [e["action"] for e in page.json()["results"]] == ["token.revoked", "token.made"]
    assert made["token"] not in page.content.decode()


def test_a_key_of_an_endpoint_is_never_in_the_log(client_of):
    admin = client_of("admin")
    body = {"name": "m", "url": "http://127.0.0.1:9/v1", "model": "m", "key": "sesame-open"}
    made = admin.post(f"{P}generators/", body)
    assert made.status_code == 201, made.content
    admin.patch(f"/api/v1/generators/{made.json()['id']}/", {"samples": 2, "key": "sesame-again"})
    added, changed = reversed(list(AuditEntry.objects.all()[:2]))
    assert added.action, changed.action == ("endpoint.added", "endpoint.changed")
    assert "sesame" not in json.dumps([added.after, changed.before, changed.after])
    by_action = {e.action: e for e in AuditEntry.objects.all()}
    assert by_action["endpoint.changed"].after == {"samples": 2, "key": "stored anew"}


def test_the_log_is_searched_by_text_action_person_and_time(client_of):
    admin = client_of("admin")
    admin.patch(P, {"guidelines": "Prefer what is true."})
    admin.patch(f"{P}members/annotator/", {"quota": 7})
    (middle,) = log(admin, action="member")
    assert [e["action"] for e in log(admin, text="prefer what")] == ["settings.changed"]
    assert [e["action"] for e in log(admin, person="annotator")] == ["member.changed"]
    assert len(log(admin, since=middle["created_at"])) == 1
    assert len(log(admin, until=middle["created_at"])) == 1
    assert admin.get(f"{P}audit-log/", {"colour": "red"}).status_code == 400


def test_the_log_is_exported_whole_and_guards_formula_cells(client_of):
    admin = client_of("admin")
    admin.patch(P, {"description": "=1+1"})
    lines = b"".join(admin.get(f"{P}audit-log/export/").streaming_content).decode().splitlines()
    assert [json.loads(line)["after"] for line in lines] == [{"description": "=1+1"}]
    Project.objects.filter(slug="plumb").update(name="x")
    AuditEntry.objects.create(action="data.noted", subject="=cmd()", project_id=_id())
    for exact, cell in ((False, "'=cmd()"), (True, "=cmd()")):
        answer = admin.get(f"{P}audit-log/export/", {"container": "csv", "exact": exact})
        rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))
        assert [row["subject"] for row in rows] == ["", cell]


def _id() -> int:
    return Project.objects.get(slug="plumb").pk
