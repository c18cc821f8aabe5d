"""Wrong passwords are counted by client and by account, also behind proxies."""

from __future__ import annotations

import pytest
from django.core.cache import cache

LOGIN = "/_allauth/browser/v1/auth/login"
PASSWORD = "long-enough-1"
TOO_MANY = "too_many_login_attempts"


@pytest.fixture(autouse=True)
def _nothing_counted_yet(settings, tmp_path):
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "l"}
    }
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    cache.clear()


def log_in(client, username: str, password: str, came_from: str) -> str:
    """``in``, or the code of the refusal."""
    answer = client.post(
        LOGIN,
        {"username": username, "password": password},
        content_type="application/json",
        headers={"x-forwarded-for": came_from},
    )
    return "in" if answer.status_code == 200 else answer.json()["errors"][0]["code"]


def test_one_clients_wrong_passwords_do_not_shut_others_out(client, people):
    codes = [log_in(client, f"nobody{i}", "wrong", "203.0.113.7") for i in range(12)]
    assert codes[0] == "username_password_mismatch"
    assert codes[-1] == TOO_MANY
    assert log_in(client, "annotator", PASSWORD, "203.0.113.8") == "in"


def test_what_a_client_writes_into_the_header_itself_does_not_count(client, people):
    # The proxy appends the address that it saw: only the last one is believed.
    codes = [log_in(client, f"n{i}", "wrong", f"198.51.100.{i}, 203.0.113.7") for i in range(12)]
    assert codes[-1] == TOO_MANY


def test_without_a_proxy_the_header_is_not_believed(client, people, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 0
    codes = [log_in(client, f"nobody{i}", "wrong", f"203.0.113.{i}") for i in range(12)]
    assert codes[-1] == TOO_MANY


def test_one_account_is_not_guessed_at_from_many_clients(client, people):
    codes = [log_in(client, "annotator", "wrong", f"203.0.113.{i}") for i in range(8)]
    assert codes[-1] == TOO_MANY


def test_the_django_admin_has_no_login_of_its_own(client, people):
    answer = client.post("/admin/login/", {"username": "superuser", "password": "wrong"})
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/login?next=")


def test_who_is_no_member_of_staff_stays_out_of_the_django_admin(client, people):
    client.force_login(people["admin"])
    assert client.get("/admin/login/").status_code == 403
