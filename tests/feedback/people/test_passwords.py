"""Passwords: changed by their owner, reset by mail or by an admin's link; and leaving."""

from __future__ import annotations

import re
import smtplib

import pytest
from django.core import mail
from django.core.cache import cache
from rest_framework.test import APIClient

from feedback.models import AuditEntry, Membership

pytestmark = pytest.mark.django_db
AUTH = "/_allauth/browser/v1/auth/"
CHANGE = "/_allauth/browser/v1/account/password/change"
OLD, NEW = "long-enough-1", "another-fine-phrase-8"


@pytest.fixture(autouse=True)
def _nothing_counted_yet(settings):
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "p"}
    }
    cache.clear()


@pytest.fixture
def with_mail(settings, people):
    settings.PLUMBLINE_SENDS_MAIL = True
    people["annotator"].email = "ann@example.org"
    people["annotator"].save()


def logs_in(username: str, password: str) -> bool:
    body = {"username": username, "password": password}
    return APIClient().post(f"{AUTH}login", body).status_code == 200


def reset(link: str, password: str = NEW):
    key = link.partition("#")[2].strip()
    return APIClient().post(f"{AUTH}password/reset", {"key": key, "password": password})


def test_a_password_is_changed_by_who_knows_it_and_other_sessions_end(client_of, people):
    here, elsewhere = client_of("annotator"), client_of("annotator")
    wrong = here.post(CHANGE, {"current_password": "no", "new_password": NEW})
    assert wrong.status_code == 400
    assert here.post(CHANGE, {"current_password": OLD, "new_password": NEW}).status_code == 200
    assert here.get("/api/v1/me/").status_code == 200
    assert elsewhere.get("/api/v1/me/").status_code == 401
    assert logs_in("annotator", NEW)
    assert AuditEntry.objects.get().action == "password.set"


def test_mail_brings_a_link_that_holds_once(client, with_mail):
    asked = client.post(f"{AUTH}password/request", {"email": "ann@example.org"}, "application/json")
    assert asked.status_code == 200
    (message,) = mail.outbox
    assert message.to == ["ann@example.org"]
    (link,) = re.findall(r"http://testserver/new-password#\S+", message.body)
    reset(link)
    assert logs_in("annotator", NEW)
    assert reset(link, "yet-another-phrase-9").status_code == 400
    assert logs_in("annotator", NEW)


def test_an_unknown_address_is_answered_alike(client, with_mail):
    answers = [
        client.post(f"{AUTH}password/request", {"email": email}, "application/json")
        for email in ("ann@example.org", "nobody@example.org")
    ]
    assert answers[0].status_code == answers[1].status_code == 200
    assert answers[0].json() == answers[1].json()
    assert len(mail.outbox) == 2  # so that neither takes longer
    assert "#" not in mail.outbox[1].body


@pytest.mark.parametrize("email", ["ann@example.org", "nobody@example.org"])
def test_without_a_mail_server_asking_is_no_fault(client, people, email):
    people["annotator"].email = "ann@example.org"
    people["annotator"].save()
    answer = client.post(f"{AUTH}password/request", {"email": email}, "application/json")
    assert answer.status_code == 200
    assert mail.outbox == []
    assert client.get("/api/v1/sign-in/").json() == {"mail": False}


def test_a_mail_server_that_is_away_tells_nothing(client, with_mail, settings, monkeypatch):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    assert issubclass(smtplib.SMTPException, OSError)
    for email in ("ann@example.org", "nobody@example.org"):
        answer = client.post(f"{AUTH}password/request", {"email": email}, "application/json")
        assert answer.status_code == 200


def link_for(client, username: str):
    return client.post(f"/api/v1/projects/plumb/members/{username}/password-link/")


def test_an_admin_makes_a_link_that_holds_once(client_of):
    made = link_for(client_of("admin"), "annotator")
    assert made.status_code == 201
    weak = reset(made.json()["link"], "12345")
    assert weak.status_code == 400
    reset(made.json()["link"])
    assert logs_in("annotator", NEW)
    assert reset(made.json()["link"], OLD).status_code == 400
    actions = list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))
    assert actions[:2] == ["password.link_made", "password.set"]


def test_an_admin_gains_nothing_by_a_link(client_of, people, project):
    """No way to act as a superuser, or in a project that is somebody else's."""
    Membership.objects.create(project=project, user=people["outsider"], role="annotator")
    people["researcher"].is_superuser = True
    people["researcher"].save()
    for username in ("outsider", "researcher"):
        assert link_for(client_of("admin"), username).json()["code"] == "not_yours"
    assert link_for(client_of("researcher"), "outsider").status_code == 201


def test_deactivating_ends_sessions_and_tokens_for_good(client_of, people):
    session = client_of("annotator")
    token = session.post("/api/v1/tokens/", {"name": "script", "days": 1}).json()["token"]
    program = APIClient(headers={"authorization": f"Bearer {token}"})
    people["admin"].is_superuser = True
    people["admin"].save()
    root = client_of("admin")
    assert root.post("/api/v1/people/annotator/deactivate/").status_code == 204
    for client in (session, program):
        assert client.get("/api/v1/me/").status_code == 401
    assert not logs_in("annotator", OLD)
    assert link_for(root, "annotator").json()["code"] == "inactive"
    assert root.post("/api/v1/people/annotator/reactivate/").status_code == 204
    for client in (session, program):
        assert client.get("/api/v1/me/").status_code == 401
    reset(link_for(root, "annotator").json()["link"])
    assert logs_in("annotator", NEW)
    assert root.post("/api/v1/people/admin/deactivate/").json()["code"] == "yourself"


def test_the_django_admin_deactivates_as_thoroughly(client, people):
    people["admin"].is_superuser = people["admin"].is_staff = True
    people["admin"].save()
    session = APIClient()
    session.force_login(people["annotator"])
    client.force_login(people["admin"])
    page = f"/admin/feedback/user/{people['annotator'].pk}/change/"
    joined = people["annotator"].date_joined
    form = {
        "username": "annotator",
        "date_joined_0": f"{joined:%Y-%m-%d}",
        "date_joined_1": f"{joined:%H:%M:%S}",
    }
    assert client.post(page, form).status_code == 302
    people["annotator"].refresh_from_db()
    assert not people["annotator"].is_active
    assert not people["annotator"].has_usable_password()
    assert session.get("/api/v1/me/").status_code == 401
