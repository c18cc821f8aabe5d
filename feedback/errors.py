"""Refusals: what a service says when it will not do a thing."""

from __future__ import annotations

from typing import Any


class Refusal(Exception):  # noqa: N818 - it is an answer, not a fault
    """A request that cannot be granted.

    ``code`` is for programs, ``message`` for people, ``status`` the HTTP status that fits, and
    ``wait`` the seconds after which it is worth asking again.
    """

    def __init__(
        self,
        code: str,
        message: str,
        *,
        status: int = 409,
        details: dict[str, Any] | None = None,
        wait: int | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status
        self.details = details or {}
        self.wait = wait
