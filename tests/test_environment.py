"""A setting that cannot be used stops the start, and the message names it."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys

import pytest

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
