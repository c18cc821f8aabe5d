"""Asking a Plumbline server for rewards."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import httpx

# Plain text, or chat messages, each with a role and a content.
Prompt = str | Sequence[Mapping[str, Any]]

# Items of one request; the server takes 512 at most.
BATCH = 128
# Answers after which asking again helps: too many requests, and servers that are not ready.
TRANSIENT = (429, 502, 503, 504)


class PlumblineError(Exception):
    """The server refused, or could not be reached. ``code`` is for programs."""

    def __init__(self, code: str, message: str, status: int | None = None) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.status = status


@dataclass(frozen=True)
class Reward:
    """A response's reward. Only differences within one prompt mean anything."""

    mean: float
    std: float
    conservative: float  # mean - pessimism x std


@dataclass(frozen=True)
class Rewards:
    """Rewards in the order of the items, and which head gave the last of them."""

    rewards: list[Reward]
    version: int
    step: int


class PlumblineClient:
    """One project of one server, with a token from its account page.

    Args:
        url: the server's address, such as https://label.example.org.
        retries: how often to ask again when the server is away or no scorer answers; it says
            itself how long to wait, up to ``longest_wait`` seconds.
    """

    def __init__(
        self,
        url: str,
        *,
        token: str,
        project: str,
        timeout: float = 60.0,
        retries: int = 5,
        longest_wait: float = 60.0,
    ) -> None:
        self.project = project
        self.retries = retries
        self.longest_wait = longest_wait
        self._http = httpx.Client(
            base_url=f"{url.rstrip('/')}/api/v1/",
            headers={"Authorization": f"Bearer {token}"},
            timeout=timeout,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        self._http.close()

    def rewards(self, items: Sequence[tuple[Prompt, str]], *, pessimism: float = 0.0) -> Rewards:
        """Rewards of (prompt, response) items, asked for in batches.

        Args:
            pessimism: how many standard deviations the conservative reward lies below the mean.

        Raises:
            PlumblineError: the server refused, or was away for longer than the retries last.
            ValueError: there is no item.
        """
        if not items:
            raise ValueError("there are no items to score")
        found: list[Reward] = []
        answer: dict[str, Any] = {}
        for start in range(0, len(items), BATCH):
            part = [
                {"prompt": _plain(prompt), "response": response}
                for prompt, response in items[start : start + BATCH]
            ]
            answer = self._post(
                f"projects/{self.project}/reward/", {"items": part, "pessimism": pessimism}
            )
            found += [Reward(**reward) for reward in answer["rewards"]]
        return Rewards(found, answer["version"], answer["step"])

    def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        for attempt in range(self.retries + 1):
            try:
                answer = self._http.post(path, json=body)
            except httpx.TransportError as error:
                problem, wait = PlumblineError("unreachable", str(error)), 2.0**attempt
            else:
                if answer.is_success:
                    return dict(answer.json())
                problem, wait = _refusal(answer), _wait(answer, 2.0**attempt)
                if answer.status_code not in TRANSIENT:
                    raise problem
            if attempt == self.retries:
                raise problem
            time.sleep(min(wait, self.longest_wait))
        raise AssertionError("the loop returns or raises")


def _plain(prompt: Prompt) -> str | list[dict[str, str]]:
    if isinstance(prompt, str):
        return prompt
    return [{"role": str(turn["role"]), "content": str(turn["content"])} for turn in prompt]


def _refusal(answer: httpx.Response) -> PlumblineError:
    try:
        body = answer.json()
        return PlumblineError(str(body["code"]), str(body["message"]), answer.status_code)
    except (ValueError, KeyError, TypeError):  # a proxy's page, not the server's answer
        return PlumblineError("http_error", answer.text[:200], answer.status_code)


def _wait(answer: httpx.Response, otherwise: float) -> float:
    try:
        return float(answer.headers["Retry-After"])
    except (KeyError, ValueError):
        return otherwise
