"""How allauth makes accounts, sets passwords and writes mail here."""

from __future__ import annotations

import logging
import smtplib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.core.mail import send_mail
from django.http import HttpRequest

from feedback.models import User
from feedback.services.people import set_own_password

logger = logging.getLogger(__name__)
RESET = "account/email/password_reset_key"


class InvitedPeople(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody signs up alone: people are invited."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def set_password(self, user: User, password: str) -> None:
        """Whoever changes a password, or sets a new one by a link, does so here."""
        set_own_password(user=user, password=password)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Sends mail about a forgotten password.

        To an unknown address goes a mail too, so that neither the answer nor the time it takes
        tells whether there is an account. A mail server that is away is logged, for the same
        reason.
        """
        if not settings.PLUMBLINE_SENDS_MAIL:
            return
        host = self.request.get_host()
        if template_prefix == RESET:
            text = (
                f"Somebody asked for a new password of the account {context['username']} at "
                f"{host}.\n\nSet it here, once, within three days:\n"
                f"{context['password_reset_url']}\n\n"
                "If it was not you, do nothing: your password stays as it is.\n"
            )
        else:
            text = (
                f"Somebody asked for a new password at {host} for this address. No account has "
                "it.\n\nIf it was you, ask an admin of your project. If not, do nothing.\n"
            )
        try:
            send_mail(f"New password at {host}", text, None, [email])
        except (OSError, smtplib.SMTPException):
            logger.exception("A mail about a forgotten password could not be sent.")
