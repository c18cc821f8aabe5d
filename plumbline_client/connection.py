"""HTTP with a token: what is answered, what is refused, and asking again."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import httpx

# Answers after which asking again helps: too many requests, and servers that are not ready.
TRANSIENT = (429, 502, 503, 504)
FIRST_WAIT = 0.5  # seconds
T = TypeVar("T")


class PlumblineError(Exception):
    """The server refused, or could not be reached. ``code`` is for programs."""

    def __init__(
        self,
        code: str,
        message: str,
        status: int | None = None,
        details: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.status = status
        self.details = dict(details or {})


class Connection:
    """Requests to one server, each repeated while the server is away.

    Waits double from half a second, with some chance in them so that many clients do not come
    back at once; the server's ``Retry-After`` goes before, up to ``longest_wait`` seconds.
    """

    def __init__(
        self, url: str, *, token: str, timeout: float, retries: int, longest_wait: float
    ) -> None:
        self.retries = retries
        self.longest_wait = longest_wait
        self.http = httpx.Client(
            base_url=f"{url.rstrip('/')}/api/v1/",
            headers={"Authorization": f"Bearer {token}"},
            timeout=timeout,
        )

    def get(self, path: str, **query: Any) -> Any:
        """What the server answers.

        Raises:
            PlumblineError: it refused, or was away for longer than the retries last.
        """
        return self.send("GET", path, params={k: v for k, v in query.items() if v is not None})

    def post(self, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """As ``get``; only for what may be asked twice."""
        return self.send("POST", path, json=dict(body or {}))

    def post_once(self, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """As ``get``, for what must not happen twice: asked again only where the server said that
        it did nothing, or was never reached."""
        return self.send("POST", path, once=True, json=dict(body or {}))

    def send(self, method: str, path: str, *, once: bool = False, **content: Any) -> Any:
        def ask() -> Any:
            answer = self.http.request(method, path, **content)
            if not answer.is_success:
                raise refused(answer)
            return answer.json() if answer.content else None

        return self.insist(ask, once=once)

    def insist(self, ask: Callable[[], T], *, once: bool = False) -> T:
        """What ``ask`` returns, asked again while the server is away.

        Raises:
            PlumblineError: as ``get``.
        """
        for attempt in range(self.retries + 1):
            try:
                return ask()
            except httpx.TransportError as error:
                problem = PlumblineError("unreachable", str(error) or type(error).__name__)
                final = once and not isinstance(error, httpx.ConnectError)
                wait = None
            except RefusedError as error:
                problem, wait = error, error.wait
                final = error.status not in ((429, 503) if once else TRANSIENT)
            if final or attempt == self.retries:
                raise problem
            time.sleep(min(self.longest_wait, wait if wait is not None else backoff(attempt)))
        raise AssertionError("the loop returns or raises")


class RefusedError(PlumblineError):
    """The server answered, and not with what was asked for; ``wait`` is what it asks to wait."""

    wait: float | None = None


def refused(answer: httpx.Response) -> RefusedError:
    """The refusal in an answer."""
    try:
        body = answer.json()
        found = RefusedError(
            str(body["code"]), str(body["message"]), answer.status_code, body.get("details")
        )
    except (ValueError, KeyError, TypeError):  # a proxy's page, not the server's answer
        found = RefusedError("http_error", answer.text[:200], answer.status_code)
    try:
        found.wait = float(answer.headers["Retry-After"])
    except (KeyError, ValueError):
        found.wait = None
    return found


def backoff(attempt: int) -> float:
    """Seconds to wait after the given attempt, counted from 0."""
    return FIRST_WAIT * 2.0**attempt * random.uniform(0.75, 1.25)
