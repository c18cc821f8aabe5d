"""Rewards in the form that policy trainers call for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from plumbline_client.client import PlumblineClient
from plumbline_client.texts import Prompt, Response


def reward_function(
    client: PlumblineClient,
    *,
    pessimism: float = 0.0,
    length: str | None = None,
    length_cap: int | None = None,
) -> Callable[..., list[float]]:
    """A reward function as TRL's GRPOTrainer takes them in ``reward_funcs``.

    It is called with ``prompts`` and ``completions``, texts or chat messages, and whatever else
    the trainer passes, and returns one float for each; with ``pessimism`` the conservative ones,
    and with ``length`` paid as it says.
    An empty completion, or one that only calls tools, is scored as the empty text.
    """

    def plumbline(
        prompts: Sequence[Prompt], completions: Sequence[Response], **_: Any
    ) -> list[float]:
        items = list(zip(prompts, completions, strict=True))
        found = client.rewards(items, pessimism=pessimism, length=length, length_cap=length_cap)
        return [reward.conservative for reward in found.rewards]

    return plumbline
