"""Names, titles and file names as people give them."""

from __future__ import annotations

import re

# What has the Unicode property Bidi_Control (UAX 9): marks, embeddings, overrides and isolates.
# They are invisible, and turn round what stands after them: "invoice\u202efdp.exe" is shown as
# "invoiceexe.pdf", and an embedding that is not closed turns round the rest of the line.
# Letters that run from right to left need none of them, since pages isolate every name.
_BIDI_CONTROLS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def plain_name(name: str) -> str:
    """The name without bidirectional control characters."""
    return _BIDI_CONTROLS.sub("", name)
