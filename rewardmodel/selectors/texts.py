"""A prompt as the one text that the encoder reads, the same in training and in scoring."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def prompt_text(messages: Sequence[dict[str, Any]] | str) -> str:
    """A single message is its content; a conversation has each turn's role before it."""
    if isinstance(messages, str):
        return messages
    if len(messages) == 1:
        return str(messages[0]["content"])
    return "\n\n".join(f"{turn['role']}: {str(turn['content']).strip()}" for turn in messages)
