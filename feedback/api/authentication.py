"""Sessions for the browser, tokens for programs."""

from __future__ import annotations

import base64
from typing import Any

from django.db.models import Q
from django.utils import timezone
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from knox.auth import TokenAuthentication
from knox.crypto import hash_token
from rest_framework.authentication import SessionAuthentication as DrfSessionAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from feedback.models import AccessToken, User


class BearerAuthentication(TokenAuthentication):  # type: ignore[misc]
    """``Authorization: Bearer <token>``.

    One statement a request: the inherited way also looks through the user's other tokens for
    expired ones to delete. They stay listed on the account page until their owner revokes them.
    """

    def authenticate_credentials(self, token: bytes) -> tuple[User, AccessToken]:
        """Raises AuthenticationFailed for a token unknown or expired, or an inactive user."""
        digest = hash_token(token.decode("ascii", errors="replace"))
        unexpired = Q(expiry__isnull=True) | Q(expiry__gt=timezone.now())
        found = AccessToken.objects.select_related("user").filter(unexpired, digest=digest).first()
        if found is None:
            raise AuthenticationFailed("Invalid token.")
        self.validate_user(found)
        return found.user, found


class TokenInAddress(BearerAuthentication):
    """``Authorization: Basic``, the token as the password, whatever the name.

    For programs that can be told an address and nothing else:
    ``https://token:<token>@label.example.org/…``.
    """

    def authenticate(self, request: Request) -> Any:
        kind, _, value = request.headers.get("Authorization", "").partition(" ")
        if kind.lower() != "basic":
            return None
        try:
            _, _, token = base64.b64decode(value, validate=True).decode("ascii").partition(":")
        except ValueError as error:
            raise AuthenticationFailed("Invalid token.") from error
        return self.authenticate_credentials(token.encode())


class SessionAuthentication(DrfSessionAuthentication):
    """Names a challenge, so that "not logged in" is 401 and "not allowed" is 403."""

    def authenticate_header(self, request: Request) -> str:
        return "Session"


class BearerScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How tokens stand in the API's description."""

    target_class = BearerAuthentication
    name = "bearer"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer"}


class TokenInAddressScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How tokens in addresses stand in the API's description."""

    target_class = TokenInAddress
    name = "basic"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "basic"}


class SessionScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How sessions stand in the API's description."""

    target_class = SessionAuthentication
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "apiKey", "in": "cookie", "name": "sessionid"}
