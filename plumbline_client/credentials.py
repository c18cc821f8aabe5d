"""Where the server is and who asks: the environment first, then what ``plumbline login`` kept."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Credentials:
    """The server's address, a token, and the project that is meant unless another is named."""

    url: str = ""
    token: str = ""
    project: str = ""


def kept_at(environment: Mapping[str, str] = os.environ) -> Path:
    """The file that holds them, in the user's configuration folder."""
    base = environment.get("XDG_CONFIG_HOME") or str(Path.home() / ".config")
    return Path(base) / "plumbline" / "credentials.json"


def read_credentials(environment: Mapping[str, str] = os.environ) -> Credentials:
    """``PLUMBLINE_URL``, ``PLUMBLINE_TOKEN`` and ``PLUMBLINE_PROJECT``, or what was kept.

    A kept token goes to the server that it was kept for and to no other.
    """
    path, found = kept_at(environment), Credentials()
    if path.exists():
        found = Credentials(**json.loads(path.read_text(encoding="utf-8")))
    url = environment.get("PLUMBLINE_URL") or found.url
    token = found.token if url == found.url else ""
    return Credentials(
        url=url,
        token=environment.get("PLUMBLINE_TOKEN") or token,
        project=environment.get("PLUMBLINE_PROJECT") or found.project,
    )


def keep_credentials(credentials: Credentials, environment: Mapping[str, str] = os.environ) -> Path:
    """Writes them into a file that its owner alone can read; returns where."""
    path = kept_at(environment)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(asdict(credentials), file)
    return path
