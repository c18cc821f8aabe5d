"""A setting that cannot be used stops the start, and the message names it."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import environment

BAD = {
    "PLUMBLINE_TRAIN_EPOCHS": "two",
    "PLUMBLINE_TRAIN_LEARNING_RATE": "fast",
    "PLUMBLINE_TRAIN_BATCH": "1",
    "PLUMBLINE_DEBUG": "perhaps",
    "PLUMBLINE_ENDPOINT_KEYS": "KEY",
    "PLUMBLINE_TRUSTED_PROXIES": "-1",
    "PLUMBLINE_SECRET_KEY": "changeme",
    "DATABASE_URL": "localhost:5432/plumbline",
    "REDIS_URL": "localhost:6379",
}


@pytest.mark.parametrize("name", sorted(BAD))
def test_a_bad_value_stops_the_start_by_name(name, tmp_path):
    values = {"PLUMBLINE_HOME": str(tmp_path), name: BAD[name]}
    unset = {key: value for key, value in os.environ.items() if key not in BAD}
    done = subprocess.run(
        [sys.executable, "-c", "import config.settings"],
        env=unset | values,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert done.stderr.splitlines()[-1].startswith(
        f"django.core.exceptions.ImproperlyConfigured: {name} must"
    )


@pytest.mark.parametrize("value", ["changeme", "a" * 60, "abcabcabcabcabcabcabcabcabcabcabcabcabc"])
def test_a_weak_secret_key_is_refused(monkeypatch, tmp_path, value):
    monkeypatch.setenv("PLUMBLINE_SECRET_KEY", value)
    with pytest.raises(Exception, match="PLUMBLINE_SECRET_KEY"):
        environment.secret_key(tmp_path)


def test_what_the_old_key_encrypted_stays_readable(tmp_path):
    """However weak it was: an upgrade must not lose the keys of generators."""
    program = (
        "import django, sys; django.setup(); from feedback.secret_box import decrypt, encrypt; "
        "print(decrypt(sys.argv[1]) if sys.argv[1:] else encrypt('s3cret'))"
    )

    def run(*arguments: str, **keys: str) -> str:
        environ = os.environ | {"PLUMBLINE_HOME": str(tmp_path)} | keys
        environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
        command = [sys.executable, "-c", program, *arguments]
        done = subprocess.run(command, env=environ, capture_output=True, text=True, check=True)
        return done.stdout.strip()

    old, new = "a-key-of-31-characters-in-all-x", secrets.token_urlsafe(50)
    kept = run(PLUMBLINE_SECRET_KEY=old + "y")
    both = {"PLUMBLINE_SECRET_KEY": new, "PLUMBLINE_SECRET_KEY_FALLBACKS": f"older, {old}y"}
    assert run(kept, **both) == "s3cret"
    with pytest.raises(subprocess.CalledProcessError):
        run(kept, PLUMBLINE_SECRET_KEY=new)


def test_the_key_that_is_made_would_be_taken(monkeypatch, tmp_path):
    monkeypatch.delenv("PLUMBLINE_SECRET_KEY", raising=False)
    made = environment.secret_key(tmp_path)
    monkeypatch.setenv("PLUMBLINE_SECRET_KEY", made)
    assert environment.secret_key(tmp_path) == made


def test_the_error_of_a_weak_key_says_what_becomes_of_the_old_one(monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("PLUMBLINE_SECRET_KEY", "short")
    with pytest.raises(ImproperlyConfigured, match="PLUMBLINE_SECRET_KEY_FALLBACKS"):
        environment.secret_key(tmp_path)


def test_what_an_old_weak_key_encrypted_is_read_by_the_new_one(settings) -> None:
    from feedback import secret_box

    settings.SECRET_KEY = "short"
    kept = secret_box.encrypt("a key of a model")
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "n3w-and-random" * 4, []
    with pytest.raises(secret_box.Unreadable):
        secret_box.decrypt(kept)
    settings.SECRET_KEY_FALLBACKS = ["short"]
    assert secret_box.decrypt(kept) == "a key of a model"


@pytest.mark.parametrize(
    ("url", "host", "port", "tls", "ssl"),
    [
        ("smtp://mail.example.org", "mail.example.org", 25, False, False),
        ("smtp+starttls://u:p%40ss@mail.example.org", "mail.example.org", 587, True, False),
        ("smtps://mail.example.org:4650", "mail.example.org", 4650, False, True),
    ],
)
def test_a_mail_server_is_named_by_its_address(monkeypatch, url, host, port, tls, ssl) -> None:
    monkeypatch.setenv("PLUMBLINE_MAIL_URL", url)
    found = environment.mail_server("PLUMBLINE_MAIL_URL")
    assert (found["EMAIL_HOST"], found["EMAIL_PORT"]) == (host, port)
    assert (found["EMAIL_USE_TLS"], found["EMAIL_USE_SSL"]) == (tls, ssl)
    assert found["EMAIL_HOST_PASSWORD"] == ("p@ss" if tls else "")


@pytest.mark.parametrize("url", ["mail.example.org", "smtp://:25", "smtp://host:port"])
def test_a_mail_server_that_cannot_be_used_stops_the_start(monkeypatch, url) -> None:
    monkeypatch.setenv("PLUMBLINE_MAIL_URL", url)
    with pytest.raises(ImproperlyConfigured, match="PLUMBLINE_MAIL_URL"):
        environment.mail_server("PLUMBLINE_MAIL_URL")
