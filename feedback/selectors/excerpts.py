"""The beginnings of texts, for lists."""

from __future__ import annotations

from feedback.models import Prompt


def prompt_excerpt(prompt: Prompt, length: int) -> str:
    """What is asked about: a node's source says more than the instruction to summarise it."""
    if prompt.node is not None:
        return prompt.node.source[:length]
    return str(prompt.messages[-1]["content"])[:length] if prompt.messages else ""
