"""Members, roles, projects and tokens over HTTP."""

from __future__ import annotations

import pytest
from rest_framework.test import APIClient

pytestmark = pytest.mark.django_db
MEMBERS = "/api/v1/projects/plumb/members/"


def test_a_member_is_added_changed_and_removed(client_of):
    admin = client_of("admin")
    added = admin.post(MEMBERS, {"username": "outsider", "role": "annotator"})
    assert (added.status_code, added.json()["answers"]) == (201, 0)
    again = admin.post(MEMBERS, {"username": "outsider", "role": "annotator"})
    assert (again.status_code, again.json()["code"]) == (409, "already_member")
    changed = admin.patch(f"{MEMBERS}outsider/", {"role": "researcher"})
    assert changed.json()["role"] == "researcher"
    assert admin.delete(f"{MEMBERS}outsider/").status_code == 204
    assert len(admin.get(MEMBERS).json()["results"]) == 3


def test_the_last_admin_stays(client_of):
    admin = client_of("admin")
    for answer in (
        admin.patch(f"{MEMBERS}admin/", {"role": "annotator"}),
        admin.delete(f"{MEMBERS}admin/"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (409, "last_admin")


def test_unknown_people_are_made_by_superusers_only(client_of, people):
    body = {"username": "new", "role": "annotator"}
    admin = client_of("admin")
    assert admin.post(MEMBERS, body).json()["code"] == "unknown_user"
    body |= {"create": True, "password": "a-fine-passphrase-7"}
    assert admin.post(MEMBERS, body).status_code == 403
    people["admin"].is_superuser = True
    people["admin"].save()
    weak = admin.post(MEMBERS, body | {"password": "12345"})
    assert (weak.status_code, weak.json()["code"]) == (400, "invalid_user")
    assert admin.post(MEMBERS, body).status_code == 201


def test_settings_are_bounded(client_of):
    admin = client_of("admin")
    url = "/api/v1/projects/plumb/"
    assert admin.patch(url, {"random_share": 1.5}).json()["details"]["fields"].keys() == {
        "random_share"
    }
    assert admin.patch(url, {"slug": "other"}).status_code == 400
    assert admin.patch(url, {"random_share": 0.5}).json()["random_share"] == 0.5


def test_a_token_works_until_it_is_revoked(client_of):
    session = client_of("annotator")
    made = session.post("/api/v1/tokens/", {"name": "script", "days": 1}).json()
    program = APIClient(headers={"authorization": f"Bearer {made['token']}"})
    assert program.get("/api/v1/me/").json()["username"] == "annotator"
    listed = session.get("/api/v1/tokens/").json()["results"]
    assert "token" not in listed[0]
    assert session.delete(f"/api/v1/tokens/{made['id']}/").status_code == 204
    assert program.get("/api/v1/me/").status_code == 401
