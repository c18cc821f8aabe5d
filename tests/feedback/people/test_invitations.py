"""People join by links that hold once and for a time, and set their own name and password."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone
from rest_framework.test import APIClient

from feedback.models import AuditEntry, Invitation, Membership, User

pytestmark = pytest.mark.django_db
P = "/api/v1/projects/plumb/"
OPEN, ACCEPT = "/api/v1/invitations/open/", "/api/v1/invitations/accept/"
NEW = {"username": "newcomer", "name": "New Comer", "password": "a-fine-passphrase-7"}


@pytest.fixture(autouse=True)
def _nothing_counted_yet(settings):
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "i"}
    }
    cache.clear()


def invited(client_of, **fields) -> str:
    answer = client_of("admin").post(f"{P}invitations/", {"role": "researcher"} | fields)
    assert answer.status_code == 201, answer.content
    page, _, token = answer.json()["link"].partition("#")
    assert page == "http://testserver/invitation"
    return token


def test_a_new_person_joins_with_own_name_and_password_and_is_logged_in(client_of):
    token = invited(client_of, email="n@example.org")
    browser = APIClient()
    shown = browser.post(OPEN, {"token": token}).json()
    assert (shown["project_name"], shown["role"]) == ("Plumb", "researcher")
    joined = browser.post(ACCEPT, {"token": token} | NEW)
    assert joined.json() == {"project": "plumb", "username": "newcomer"}
    me = browser.get("/api/v1/me/").json()
    assert (me["display_name"], me["memberships"][0]["role"]) == ("New Comer", "researcher")
    person = User.objects.get(username="newcomer")
    assert person.email == "n@example.org"
    assert person.check_password(NEW["password"])
    actions = list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))
    assert actions == ["invitation.made", "person.joined", "invitation.accepted"]


def test_a_link_holds_once(client_of):
    token = invited(client_of)
    APIClient().post(ACCEPT, {"token": token} | NEW)
    again = APIClient().post(ACCEPT, {"token": token} | NEW | {"username": "second"})
    assert (again.status_code, again.json()["code"]) == (404, "invitation_unusable")
    assert not User.objects.filter(username="second").exists()


@pytest.mark.parametrize("how", ["expired", "withdrawn", "archived", "made up"])
def test_a_link_that_does_not_hold_any_more_lets_nobody_in(client_of, project, how):
    token = invited(client_of)
    if how == "expired":
        Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    elif how == "withdrawn":
        pk = Invitation.objects.get().pk
        assert client_of("admin").delete(f"{P}invitations/{pk}/").status_code == 204
    elif how == "archived":
        client_of("admin").post(f"{P}archive/")
    else:
        token = "made-up"
    for url, body in ((OPEN, {}), (ACCEPT, NEW)):
        assert APIClient().post(url, {"token": token} | body).json()["code"] == (
            "invitation_unusable"
        )
    assert not User.objects.filter(username="newcomer").exists()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"username": "annotator"}, "username_taken"),
        ({"username": "a b"}, "invalid_user"),
        ({"password": "12345"}, "invalid_user"),
    ],
)
def test_what_cannot_be_an_account_is_refused_and_the_link_still_holds(client_of, change, code):
    token = invited(client_of)
    refused = APIClient().post(ACCEPT, {"token": token} | NEW | change)
    assert refused.json()["code"] == code
    assert User.objects.count() == 4
    assert APIClient().post(ACCEPT, {"token": token} | NEW).status_code == 200


@pytest.mark.parametrize(
    ("url", "body"),
    [(OPEN, {"token": "made-up"}), (ACCEPT, {"token": "made-up"} | NEW)],
)
def test_links_are_not_guessed_at(client_of, url, body):
    token = invited(client_of)
    codes = [APIClient().post(url, body).json()["code"] for _ in range(11)]
    assert codes == ["invitation_unusable"] * 10 + ["too_many_attempts"]
    late = APIClient().post(ACCEPT, {"token": token} | NEW)
    assert (late.status_code, late.headers["Retry-After"]) == (429, "60")
    assert not User.objects.filter(username="newcomer").exists()


def test_who_has_a_link_does_not_find_out_user_names_by_it(client_of):
    token = invited(client_of)
    body = {"token": token} | NEW | {"username": "annotator"}
    codes = [APIClient().post(ACCEPT, body).json()["code"] for _ in range(11)]
    assert codes == ["username_taken"] * 10 + ["too_many_attempts"]


def test_many_join_from_one_address(client_of):
    for number in range(12):
        joins = {"token": invited(client_of)} | NEW | {"username": f"person-{number}"}
        assert APIClient().post(ACCEPT, joins).status_code == 200


def test_who_has_an_account_joins_with_it(client_of, people):
    token = invited(client_of)
    assert client_of("outsider").post(ACCEPT, {"token": token}).json()["username"] == "outsider"
    assert Membership.objects.get(user=people["outsider"], project__slug="plumb").role == (
        "researcher"
    )


def test_a_member_does_not_use_an_invitation_up(client_of):
    token = invited(client_of)
    assert client_of("annotator").post(ACCEPT, {"token": token}).json()["code"] == "already_member"
    assert APIClient().post(OPEN, {"token": token}).status_code == 200


def test_only_a_hash_of_the_token_is_kept_and_no_list_shows_it(client_of):
    token = invited(client_of)
    assert token not in str(list(Invitation.objects.values()))
    assert token not in str(list(AuditEntry.objects.values()))
    assert token not in client_of("admin").get(f"{P}invitations/").content.decode()


def test_an_invitation_of_another_project_cannot_be_withdrawn(client_of):
    invited(client_of)
    pk = Invitation.objects.get().pk
    answer = client_of("outsider").delete(f"/api/v1/projects/elsewhere/invitations/{pk}/")
    assert answer.status_code == 404


FILE = "username,email,role\nann,ann@example.org,annotator\nben,,researcher\n,cy@example.org,\n"


def bulk(client_of, text: str, **fields):
    return client_of("admin").post(f"{P}bulk-invitations/", {"people": text} | fields)


def test_a_dry_run_says_who_would_be_invited_and_stores_nothing(client_of):
    said = bulk(client_of, FILE).json()
    assert [
        (row["line"], row["username"], row["role"], row["link"]) for row in said["invited"]
    ] == [
        (2, "ann", "annotator", None),
        (3, "ben", "researcher", None),
        (4, "", "annotator", None),
    ]
    assert said["problems"] == []
    assert not Invitation.objects.exists()


def test_a_file_invites_everybody_in_it(client_of):
    rows = bulk(client_of, "\ufeff" + FILE, dry_run=False).json()["invited"]
    assert Invitation.objects.count() == 3
    for row in rows:
        token = row["link"].partition("#")[2]
        assert APIClient().post(OPEN, {"token": token}).json()["username"] == row["username"]


def test_what_is_wrong_is_said_by_line_and_nobody_is_invited(client_of):
    text = "username,email,role\nann,,queen\nann,,\na b,,\n,nowhere,\nadmin,,\n,,\nx,,,more\ndo,,\n"
    said = bulk(client_of, text).json()
    assert [each["line"] for each in said["problems"]] == [2, 3, 4, 5, 6, 7, 8]
    refused = bulk(client_of, text, dry_run=False)
    assert (refused.status_code, refused.json()["code"]) == (400, "invalid_file")
    assert "annotator, researcher, admin" in refused.json()["details"]["line 2"]
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("text", ["", "name\nann\n", "role\nadmin\n", "username,username\na,b\n"])
def test_a_file_without_the_columns_is_refused(client_of, text):
    answer = bulk(client_of, text)
    assert answer.status_code == 400 or answer.json()["problems"][0]["line"] == 1


@pytest.mark.parametrize(
    ("allowed", "who"),
    [("superusers", set()), ("admins", {"admin", "outsider"}), ("everybody", None)],
)
def test_projects_are_made_by_whom_the_setting_allows(client_of, settings, allowed, who):
    settings.PLUMBLINE_PROJECT_CREATION = allowed
    roles = ("annotator", "researcher", "admin", "outsider")
    for role in roles:
        may = who is None or role in who
        assert client_of(role).get("/api/v1/me/").json()["may_make_projects"] is may
        answer = client_of(role).post("/api/v1/projects/", {"slug": f"of-{role}", "name": "Own"})
        assert answer.status_code == (201 if may else 403)
