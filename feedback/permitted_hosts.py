"""Where the operator's settings let generators go, and with which keys."""

from __future__ import annotations

from django.conf import settings


def host_allowed(host: str) -> bool:
    """Whether the operator lets generators call the host."""
    allowed = {name.lower() for name in settings.PLUMBLINE_ENDPOINT_HOSTS}
    return not allowed or host.lower() in allowed


def variable_allowed(variable: str, host: str) -> bool:
    """Whether the operator lets the variable's value be sent to the host."""
    wanted = settings.PLUMBLINE_ENDPOINT_KEYS.get(variable)
    return wanted is not None and wanted == host.lower()
