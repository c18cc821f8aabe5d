"""One call of an OpenAI-compatible chat-completions endpoint (vLLM, Ollama, hosted models).

Nothing of an answer is believed before it is checked: not its length, its time nor its shape.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, NamedTuple

import httpx

from feedback.network_addresses import AddressRefused, check_url

MAX_BYTES = 1 << 20  # of an answer's body
LONGEST_WAIT = 3600.0  # seconds; a server that asks for more is asked again after so long
_PASSING = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 529})
# Models that think aloud before they answer.
_THOUGHTS = re.compile(r"\A\s*<think>.*?</think>", re.DOTALL)
_LEAST_LOG, _ROUNDING = -1e6, 1e-6  # bounds of logarithms of probabilities that are believed
_MOST_TOKENS = 10**8  # that a call can have used
_SHOWN_ERROR_CHARACTERS = 200  # characters of what a server says of an error


class CallFailed(Exception):  # noqa: N818 - it is an answer, not a fault
    """A call that brought no text. ``passing``: another try may succeed, after ``wait`` seconds
    where the server said so."""

    def __init__(
        self, code: str, message: str, *, passing: bool, wait: float | None = None
    ) -> None:
        super().__init__(message)
        self.code, self.message, self.passing, self.wait = code, message, passing, wait


class Written(NamedTuple):
    """What the model wrote, and the tokens it counted for it, in and out (0 where untold).

    ``log_probabilities`` are the natural logarithms of its tokens' probabilities, one a token,
    where they were asked for and told."""

    text: str
    tokens: int
    log_probabilities: tuple[float, ...] | None = None


@dataclass(frozen=True)
class Call:
    """What is sent where. ``timeout`` is in seconds, for the whole call; ``key`` is never shown."""

    url: str
    model: str
    messages: Sequence[Mapping[str, Any]]
    temperature: float
    max_tokens: int
    timeout: float
    key: str = field(default="", repr=False)
    top_p: float | None = None
    log_probabilities: bool = False

    @property
    def body(self) -> dict[str, Any]:
        more: dict[str, Any] = {} if self.top_p is None else {"top_p": self.top_p}
        if self.log_probabilities:
            more["logprobs"] = True
        return more | {
            "model": self.model,
            "messages": list(self.messages),
            "temperature": self.temperature,
            "max_tokens": self.max_tokens,
            "stream": False,
        }


def complete(call: Call) -> Written:
    """Has the model answer.

    Raises CallFailed: ``forbidden_address``, ``timeout``, ``unreachable``, ``refused`` (a status
    that stays), ``busy`` (one that passes), ``too_large``, ``malformed``, ``cut_off`` (the text
    ended at the bound on its length) or ``empty``.
    """
    check_address(call.url)
    headers = {"Authorization": f"Bearer {call.key}"} if call.key else {}
    ends = time.monotonic() + call.timeout
    try:
        # A redirect could lead where the address may not.
        with (
            httpx.Client(timeout=call.timeout, follow_redirects=False) as client,
            client.stream(
                "POST", f"{call.url.rstrip('/')}/chat/completions", json=call.body, headers=headers
            ) as answer,
        ):
            body = _read(answer, ends)
    except httpx.TimeoutException as error:
        raise _late() from error
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise CallFailed(
            "unreachable",
            f"The endpoint could not be reached ({type(error).__name__}).",
            passing=True,
        ) from error
    if answer.status_code != 200:
        raise _refused(answer, body, call.key)
    return _written(body)


def check_address(url: str) -> None:
    """Raises CallFailed for what is not HTTP, for names that are not known, and for hosts with an
    address where machines in clouds hand out their credentials."""
    try:
        check_url(url)
    except AddressRefused as refused:
        code = "unreachable" if refused.unknown else "forbidden_address"
        raise CallFailed(code, refused.message, passing=refused.unknown) from refused


def _read(answer: httpx.Response, ends: float) -> bytes:
    """The body, as long as it is neither too large nor too slow."""
    parts, size = [], 0
    for part in answer.iter_bytes():
        size += len(part)
        if size > MAX_BYTES:
            raise CallFailed(
                "too_large", f"The answer has more than {MAX_BYTES} bytes.", passing=True
            )
        if time.monotonic() > ends:
            raise _late()
        parts.append(part)
    return b"".join(parts)


def _late() -> CallFailed:
    return CallFailed("timeout", "The endpoint did not answer in time.", passing=True)


def _refused(answer: httpx.Response, body: bytes, key: str) -> CallFailed:
    passing = answer.status_code in _PASSING
    said = _said(body)
    if key:
        said = said.replace(key, "…")  # some servers repeat the key they refuse
    message = f"The endpoint answered with status {answer.status_code}{said and ': '}{said}"
    wait = retry_after(answer.headers.get("Retry-After", "")) if passing else None
    return CallFailed("busy" if passing else "refused", message, passing=passing, wait=wait)


def _said(body: bytes) -> str:
    """What the error says of itself, where it has the protocol's shape."""
    try:
        error = json.loads(body)["error"]
        said = error["message"] if isinstance(error, dict) else error
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""
    return " ".join(said.split())[:_SHOWN_ERROR_CHARACTERS] if isinstance(said, str) else ""


def retry_after(header: str) -> float | None:
    """Seconds to wait, from a number or a date (RFC 9110, 10.2.3); None if it says neither."""
    header = header.strip()
    if re.fullmatch(r"[0-9]{1,9}(\.[0-9]+)?", header):
        return min(float(header), LONGEST_WAIT)
    try:
        at = parsedate_to_datetime(header)
    except ValueError:
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return min(max(0.0, (at - datetime.now(UTC)).total_seconds()), LONGEST_WAIT)


def _written(body: bytes) -> Written:
    try:
        answer = json.loads(body)
        choice = answer["choices"][0]
        text, ended = choice["message"]["content"], choice.get("finish_reason")
        usage = answer.get("usage") or {}
        tokens = usage.get("total_tokens") or 0
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise _malformed() from error
    if not isinstance(text, str) or type(tokens) is not int or not 0 <= tokens <= _MOST_TOKENS:
        raise _malformed()
    # What the database cannot keep (null characters, half surrogates) is nobody's summary.
    if "\x00" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise _malformed()
    if ended == "length":
        raise CallFailed("cut_off", "The text was cut off at its greatest length.", passing=True)
    said = _THOUGHTS.sub("", text, count=1).strip()
    if not said:
        raise CallFailed("empty", "The model wrote nothing.", passing=True)
    # Those of thoughts are no part of the text's.
    logs = _log_probabilities(choice) if said == text.strip() else None
    return Written(said, tokens, logs)


def _log_probabilities(choice: Mapping[str, Any]) -> tuple[float, ...] | None:
    """One a token; None where the server tells none, or tells them in another shape."""
    told = choice.get("logprobs")
    rows = told.get("content") if isinstance(told, dict) else None
    if not isinstance(rows, list) or not rows:
        return None
    found: list[float] = []
    for row in rows:
        told = row.get("logprob") if isinstance(row, dict) else None
        if not isinstance(told, int | float) or not _LEAST_LOG < told <= _ROUNDING:
            return None
        found.append(min(0.0, float(told)))
    return tuple(found)


def _malformed() -> CallFailed:
    return CallFailed(
        "malformed", "The answer is not what a chat-completions endpoint says.", passing=True
    )
