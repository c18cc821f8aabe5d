"""Keys of others' services, encrypted before they reach the database.

Fernet (AES-128-CBC with HMAC-SHA256) under a key derived from ``SECRET_KEY`` by HKDF, so that a
dump of the database alone gives nothing away. Older secrets in ``SECRET_KEY_FALLBACKS`` still read.
"""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.encoding import force_bytes


class Unreadable(Exception):  # noqa: N818 - it says what is the matter
    """It was encrypted under another ``SECRET_KEY``, or is damaged."""


def encrypt(secret: str) -> str:
    return _box().encrypt(secret.encode()).decode("ascii")


def decrypt(encrypted: str) -> str:
    """Raises Unreadable."""
    try:
        return _box().decrypt(encrypted.encode("ascii")).decode()
    except InvalidToken as error:
        raise Unreadable from error


def _box() -> MultiFernet:
    return MultiFernet(
        [_fernet(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    )


def _fernet(secret_key: str | bytes) -> Fernet:
    derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"plumbline generator keys")
    return Fernet(base64.urlsafe_b64encode(derive.derive(force_bytes(secret_key))))
