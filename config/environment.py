"""Reading settings from the environment. A value that cannot be used stops the start."""

from __future__ import annotations

import os
import re
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off", ""}


def home(base: Path) -> Path:
    """The data folder: ``PLUMBLINE_HOME``, or ``var`` in the repository, or in the folder where an
    installed server is started."""
    asked = os.environ.get("PLUMBLINE_HOME")
    in_repository = (base / "manage.py").is_file()
    return Path(asked or (base if in_repository else Path.cwd()) / "var").resolve()


def flag(name: str, *, default: bool) -> bool:
    value = os.environ.get(name)
    if value is None:
        return default
    if value.strip().lower() in TRUE:
        return True
    if value.strip().lower() in FALSE:
        return False
    raise ImproperlyConfigured(f"{name} must be one of 1, 0, true, false; it is {value!r}.")


def number(name: str, *, default: int, minimum: int = 0) -> int:
    value = os.environ.get(name, "").strip()
    if not value:
        return default
    try:
        parsed = int(value)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} must be a whole number; it is {value!r}.") from error
    if parsed < minimum:
        raise ImproperlyConfigured(f"{name} must be at least {minimum}; it is {parsed}.")
    return parsed


def positive(name: str, *, default: float) -> float:
    """A number above nought."""
    value = os.environ.get(name, "").strip()
    if not value:
        return default
    try:
        parsed = float(value)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} must be a number; it is {value!r}.") from error
    if not (0 < parsed < float("inf")):
        raise ImproperlyConfigured(f"{name} must be a number above 0; it is {value!r}.")
    return parsed


def address(name: str, *, schemes: tuple[str, ...]) -> str:
    """A URL of one of these schemes, or nothing."""
    value = os.environ.get(name, "").strip()
    if value and urlsplit(value).scheme not in schemes:
        wanted = " or ".join(f"{scheme}://" for scheme in schemes)
        raise ImproperlyConfigured(f"{name} must begin with {wanted}.")  # it may hold a password
    return value


def names(name: str, *, default: list[str]) -> list[str]:
    """A comma-separated list."""
    value = os.environ.get(name, "").strip()
    return [part.strip() for part in value.split(",") if part.strip()] if value else default


def token(name: str, *, minimum: int) -> str:
    """A secret that goes into a header, or nothing."""
    value = os.environ.get(name, "").strip()
    if value and (len(value) < minimum or not re.fullmatch(r"[!-~]+", value)):
        raise ImproperlyConfigured(
            f"{name} must have at least {minimum} characters: letters, digits and signs of ASCII, "
            "no spaces. One is made by: openssl rand -hex 24"
        )
    return value


def keys_for_hosts(name: str) -> dict[str, str]:
    """A comma-separated list of ``VARIABLE@host``: which variable's value may go to which host."""
    found: dict[str, str] = {}
    for entry in names(name, default=[]):
        variable, _, host = entry.partition("@")
        if not (variable.isidentifier() and host):
            raise ImproperlyConfigured(f"{name} must list VARIABLE@host; it has {entry!r}.")
        found[variable] = host.lower()
    return found


def choice(name: str, *, default: str, among: tuple[str, ...]) -> str:
    value = os.environ.get(name, "").strip().lower() or default
    if value not in among:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(among)}; it is {value!r}.")
    return value


def mail_server(name: str) -> dict[str, Any]:
    """Django's settings for the mail server of a URL; empty where none is named.

    ``smtp://`` without encryption, ``smtp+starttls://`` with STARTTLS, ``smtps://`` with TLS from
    the first byte.
    """
    url = urlsplit(address(name, schemes=("smtp", "smtp+starttls", "smtps")))
    if not url.scheme:
        return {}
    try:
        port = url.port
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} must have a number as its port.") from error
    if not url.hostname:
        raise ImproperlyConfigured(f"{name} must name a host, as in smtp+starttls://host:587.")
    usual = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
    return {
        "EMAIL_HOST": url.hostname,
        "EMAIL_PORT": port or usual[url.scheme],
        "EMAIL_HOST_USER": unquote(url.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(url.password or ""),
        "EMAIL_USE_TLS": url.scheme == "smtp+starttls",
        "EMAIL_USE_SSL": url.scheme == "smtps",
        "EMAIL_TIMEOUT": 10,  # seconds
    }


def secret_key(home: Path) -> str:
    """``PLUMBLINE_SECRET_KEY``, or one made once and kept in the data folder, mode 600."""
    if value := os.environ.get("PLUMBLINE_SECRET_KEY"):
        if len(value) < 32 or len(set(value)) < 8:
            raise ImproperlyConfigured(
                "PLUMBLINE_SECRET_KEY must be a random string of at least 32 characters: it signs "
                "sessions and encrypts keys. One is made by: openssl rand -base64 48. If another "
                "was in use, put it into PLUMBLINE_SECRET_KEY_FALLBACKS: what it signed and "
                "encrypted stays good."
            )
        return value
    path = home / "secret_key"
    try:
        # O_EXCL: of several processes starting at once, one writes and the others read.
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(50))
    return path.read_text(encoding="ascii")
