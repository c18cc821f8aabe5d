"""Sessions for the browser, tokens for programs."""

from __future__ import annotations

import base64
from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from knox.auth import TokenAuthentication
from rest_framework.authentication import SessionAuthentication as DrfSessionAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request


class BearerAuthentication(TokenAuthentication):  # type: ignore[misc]
    """``Authorization: Bearer <token>``."""

    def authenticate_credentials(self, token: bytes) -> Any:
        if not token.isascii():
            raise AuthenticationFailed("Invalid token.")
        return super().authenticate_credentials(token)


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
