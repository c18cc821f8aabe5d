"""Rewards in the form that policy trainers call for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from plumbline_client.client import PlumblineClient
from plumbline_client.credentials import read_credentials
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


def verl_reward_function(
    client: PlumblineClient,
    *,
    prompt_key: str = "prompt",
    pessimism: float = 0.0,
    length: str | None = None,
    length_cap: int | None = None,
) -> Callable[..., Any]:
    """A reward function as verl takes it in ``reward.custom_reward_function``.

    verl calls it with one ``solution_str`` and ``extra_info``, and its batch manager with
    ``solution_strs`` and ``extra_infos``; it gets one float, or one for each. verl hands a reward
    function no prompt, so the data set has to have it in ``extra_info``, under ``prompt_key``: a
    text or chat messages.
    """

    def compute_score(
        data_source: Any = None,
        solution_str: str | None = None,
        ground_truth: Any = None,
        extra_info: Mapping[str, Any] | None = None,
        *,
        solution_strs: Sequence[str | None] | None = None,
        extra_infos: Sequence[Mapping[str, Any] | None] | None = None,
        **_: Any,
    ) -> Any:
        batch = solution_strs is not None
        said = [solution_str] if solution_strs is None else list(solution_strs)
        extras = [extra_info] * len(said) if extra_infos is None else list(extra_infos)
        items = [
            (_prompt_in(extra, prompt_key, i), text)
            for i, (extra, text) in enumerate(zip(extras, said, strict=True))
        ]
        found = client.rewards(items, pessimism=pessimism, length=length, length_cap=length_cap)
        rewards = [reward.conservative for reward in found.rewards]
        return rewards if batch else rewards[0]

    return compute_score


def compute_score(*args: Any, **fields: Any) -> Any:
    """``verl_reward_function`` of the server that the environment names (PLUMBLINE_URL,
    PLUMBLINE_TOKEN, PLUMBLINE_PROJECT) or ``plumbline login`` kept, for verl's configuration:
    ``reward.custom_reward_function.path=pkg://plumbline_client.trainers``,
    ``reward.custom_reward_function.name=compute_score``."""
    return _usual_verl_function()(*args, **fields)


def nemo_gym_verifier(
    client: PlumblineClient,
    *,
    pessimism: float = 0.0,
    length: str | None = None,
    length_cap: int | None = None,
) -> Callable[[Mapping[str, Any]], dict[str, Any]]:
    """What a NeMo Gym resources server does in ``verify``: from the body of its request to that of
    its answer, which is the request with a ``reward``.

    The prompt is what ``responses_create_params`` asks for; the response is what the assistant
    says in ``response.output``. Tool calls, their results and reasoning are not scored.
    """

    def verify(body: Mapping[str, Any]) -> dict[str, Any]:
        asked = body["responses_create_params"]
        item = (_asked_by(asked), _messages_in(body["response"]["output"]))
        found = client.rewards([item], pessimism=pessimism, length=length, length_cap=length_cap)
        return {**body, "reward": found.rewards[0].conservative}

    return verify


@cache
def _usual_verl_function() -> Callable[..., Any]:
    known = read_credentials()
    client = PlumblineClient(known.url, token=known.token, project=known.project)
    return verl_reward_function(client)


def _prompt_in(extra: Mapping[str, Any] | None, key: str, place: int) -> Prompt:
    prompt = (extra or {}).get(key)
    if prompt is None:
        raise ValueError(f"item {place}: extra_info has no {key!r}, and a reward needs the prompt")
    return prompt if isinstance(prompt, str) else list(prompt)  # verl keeps lists as arrays


def _asked_by(params: Mapping[str, Any]) -> Prompt:
    """The prompt of a request to OpenAI's Responses interface."""
    asked = params.get("input") or ""
    turns = [{"role": "user", "content": asked}] if isinstance(asked, str) else _messages_in(asked)
    said = params.get("instructions")
    return [{"role": "system", "content": said}, *turns] if said else turns


def _messages_in(items: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The messages among the items of a response, or of what it was asked for with."""
    return [
        {"role": item["role"], "content": item.get("content")}
        for item in items
        if item.get("type", "message") == "message" and "role" in item
    ]
