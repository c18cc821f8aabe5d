"""Tokens of people's programs: made, and revoked."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from feedback.models import AccessToken, User
from feedback.services.audit import record


def make_token(*, user: User, name: str, days: int) -> AccessToken:
    """A token that lasts so many days; ``token`` of what is returned is shown once, then lost."""
    with transaction.atomic():
        made: AccessToken
        made, token = AccessToken.objects.create(user=user, name=name, expiry=timedelta(days=days))
        made.token = token
        record("token.made", by=user, about=user, subject=name, after={"expiry": made.expiry})
    return made


def revoke_token(*, user: User, token_key: str) -> bool:
    """Takes the user's token away; says whether there was one."""
    with transaction.atomic():
        found = AccessToken.objects.filter(user=user, token_key=token_key).first()
        if found is None:
            return False
        found.delete()
        record("token.revoked", by=user, about=user, subject=found.name)
    return True
