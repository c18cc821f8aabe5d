"""Invisible characters that change the order in which a text is shown."""

from __future__ import annotations

import re

# Embeddings, overrides and isolates (Unicode, UAX #9). Marks such as U+200F stay: they turn
# nothing around, and names in right-to-left scripts need them.
_CONTROLS = re.compile("[\u202a-\u202e\u2066-\u2069]")


def without_direction_controls(text: str) -> str:
    """A name that reads as it is written: ``report<U+202E>fdp.exe`` must not look like a PDF."""
    return _CONTROLS.sub("", text)
