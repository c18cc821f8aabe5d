"""Prompts as text or as chat messages, and the one reading of them that all parts share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

# Plain text, or chat messages, each with a role and a content.
Prompt = str | Sequence[Mapping[str, Any]]


def as_messages(prompt: Prompt) -> list[dict[str, str]]:
    """The prompt as chat messages; plain text is what the user says."""
    if isinstance(prompt, str):
        return [{"role": "user", "content": prompt}]
    return [{"role": str(turn["role"]), "content": str(turn["content"])} for turn in prompt]


def flat_text(prompt: Prompt) -> str:
    """The prompt as one text: a single message is its content; a conversation has each turn's role
    before it."""
    if isinstance(prompt, str):
        return prompt
    if len(prompt) == 1:
        return str(prompt[0]["content"])
    return "\n\n".join(f"{turn['role']}: {str(turn['content']).strip()}" for turn in prompt)
