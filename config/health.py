"""Asks the web server on this machine whether it is well: ``python config/health.py``.

Standard library alone, and run as a file, which leaves the package ``config`` and all it imports
aside: a container's health check costs milliseconds.
"""

from __future__ import annotations

import http.client
import os


def host_header() -> str:
    """A host name that the server accepts: the first of ``PLUMBLINE_ALLOWED_HOSTS``."""
    first = os.environ.get("PLUMBLINE_ALLOWED_HOSTS", "").split(",")[0].strip()
    return "localhost" if first in {"", "*"} else first.removeprefix(".")


def is_healthy(port: int) -> bool:
    """Whether ``GET /healthz`` answers 200, which it does while its database answers."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/healthz", headers={"Host": host_header()})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    raise SystemExit(0 if is_healthy(int(os.environ.get("PORT") or 8000)) else 1)
