"""Accounts of people: passwords, one-time links, leaving and coming back."""

from __future__ import annotations

from allauth.account.forms import EmailAwarePasswordResetTokenGenerator
from allauth.account.utils import user_pk_to_url_str
from django.db import transaction

from feedback.errors import Refusal
from feedback.models import AccessToken, Membership, User
from feedback.services.audit import record


def set_own_password(*, user: User, password: str) -> None:
    """Stores a new password. Sessions opened with the old one end; tokens of programs stay."""
    with transaction.atomic():
        user.set_password(password)
        user.save(update_fields=["password"])
        record("password.set", by=user, about=user)


def make_password_link(*, user: User, by: User) -> str:
    """The key of a link by which the person sets a new password, once, within three days.

    It is signed, not stored: it holds until the password changes or the person logs in.

    Raises:
        Refusal: ``not_yours`` where the person's account reaches further than the admin's;
            ``inactive``.
    """
    if not _may_reset(by, user):
        raise Refusal(
            "not_yours",
            "This person also works where you are no admin. Ask a superuser for the link.",
            status=403,
        )
    if not user.is_active:
        raise Refusal("inactive", "This account is deactivated.")
    with transaction.atomic():
        record("password.link_made", by=by, about=user)
        key = EmailAwarePasswordResetTokenGenerator().make_token(user)
    return f"{user_pk_to_url_str(user)}-{key}"


def deactivate_person(*, user: User, by: User) -> None:
    """Shuts a person out at once: tokens and the password go, and with it every session.

    Answers and memberships stay. Coming back takes `reactivate_person` and a new password.

    Raises:
        Refusal: ``yourself``.
    """
    if user.pk == by.pk:
        raise Refusal("yourself", "You cannot deactivate your own account.")
    with transaction.atomic():
        user.is_active = False
        # Sessions are tied to the hash of the password: with another one, all of them end.
        user.set_unusable_password()
        user.save(update_fields=["is_active", "password"])
        AccessToken.objects.filter(user=user).delete()
        record("person.deactivated", by=by, about=user)


def reactivate_person(*, user: User, by: User) -> None:
    """Lets a person in again, who then needs a new password."""
    with transaction.atomic():
        user.is_active = True
        user.save(update_fields=["is_active"])
        record("person.reactivated", by=by, about=user)


def _may_reset(by: User, user: User) -> bool:
    """Who sets a password can act as the person: an admin may where that gains nothing."""
    if by.is_superuser:
        return True
    if user.is_superuser or user.is_staff:
        return False
    own = by.memberships.filter(role=Membership.Role.ADMIN).values("project")
    return not user.memberships.exclude(project__in=own).exists()
