"""Prompts and responses as trainers have them, in the form that the server reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

# A message's text, its parts, or nothing (a turn that only called a tool).
Content = str | Sequence[Mapping[str, Any]] | None
# Plain text, or chat messages, each with a role and a content.
Prompt = str | Sequence[Mapping[str, Any]]
# Plain text, nothing (the empty text), content parts, or messages, of which the assistant's count.
Response = str | Sequence[Mapping[str, Any]] | Mapping[str, Any] | None


def plain_prompt(prompt: Prompt) -> Any:
    """The prompt with what is scored of its messages. What is no text, the server refuses."""
    if isinstance(prompt, str) or not isinstance(prompt, Sequence):
        return prompt
    return [_plain(each) for each in prompt]


def plain_response(response: Response) -> Any:
    """The response with what is scored of its messages. What is no text, the server refuses."""
    if isinstance(response, Mapping):
        return _plain(response)
    if isinstance(response, str) or not isinstance(response, Sequence):
        return response
    return [_plain(each) for each in response]


def _plain(each: Any) -> Any:
    """A message without its further fields, such as tool calls; parts as they are."""
    if isinstance(each, Mapping) and "role" in each:
        return {"role": each["role"], "content": each.get("content")}
    return dict(each) if isinstance(each, Mapping) else each
