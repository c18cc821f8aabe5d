"""Rewards in the form that policy trainers call for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from plumbline_client.client import PlumblineClient, Prompt

Completion = str | Sequence[Mapping[str, Any]]


def reward_function(
    client: PlumblineClient, *, pessimism: float = 0.0
) -> Callable[..., list[float]]:
    """A reward function as TRL's GRPOTrainer takes them in ``reward_funcs``.

    It is called with ``prompts`` and ``completions``, texts or chat messages, and whatever else
    the trainer passes, and returns one float for each; with ``pessimism`` the conservative ones.
    """

    def plumbline(
        prompts: Sequence[Prompt], completions: Sequence[Completion], **_: Any
    ) -> list[float]:
        items = [
            (prompt, response_text(completion))
            for prompt, completion in zip(prompts, completions, strict=True)
        ]
        return [
            reward.conservative for reward in client.rewards(items, pessimism=pessimism).rewards
        ]

    return plumbline


def response_text(completion: Completion) -> str:
    """The text of a completion; of chat messages, what the assistant said, turn by turn."""
    if isinstance(completion, str):
        return completion
    return "\n\n".join(str(turn["content"] or "") for turn in completion)
