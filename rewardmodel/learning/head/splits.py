"""Which prompts are held out: a stable split by what the prompt says."""

from __future__ import annotations

import hashlib

_SALT = b"held-out:"


def is_held_out(content_hash: str, share: float) -> bool:
    """Whether the prompt with this content hash is held out, for a share in [0, 1].

    The answer depends on the content alone: every process and every run agrees, the same prompt
    imported twice falls on the same side, and raising the share only ever adds prompts.

    Raises:
        ValueError: share is outside [0, 1].
    """
    if not 0 <= share <= 1:
        raise ValueError(f"share must lie in [0, 1], not {share}")
    digest = hashlib.sha256(_SALT + content_hash.encode()).digest()
    return int.from_bytes(digest[:8], "big") < share * 2**64
