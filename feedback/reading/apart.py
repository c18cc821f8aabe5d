"""Reading a file in a process of its own: a hostile file can end that one only."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

SECONDS = 60  # that reading a file may take


def read_apart(kind: str, data: bytes) -> dict[str, Any] | None:
    """``{"title", "text"}`` or ``{"error"}`` of a PDF or HTML file; None where the process ended
    before it had read it."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", "feedback.reading.process", kind],
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
            check=True,
        )
        found: dict[str, Any] = json.loads(done.stdout)
    except (subprocess.SubprocessError, ValueError):
        return None
    return found
