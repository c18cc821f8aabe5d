"""Asking the scorer, a worker that keeps the live head warm, and waiting no longer than agreed.

The items go to the scorer in small parts, one after the other: between two parts it learns, and
serves others. It remembers the texts it embedded, so a request that is sent again goes on where
the last one stopped. Only so many requests wait at a time in a web process, which keeps its other
threads for people.
"""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from celery import current_app
from django.conf import settings
from django.core.cache import cache
from kombu.exceptions import OperationalError as BrokerAway

from feedback.errors import Refusal
from feedback.models import Project
from feedback.selectors.workers import is_alive
from feedback.services.work.shards import shard_of
from rewardmodel.learning.encoders.features import Length

# Items scored by one task: while it runs, the scorer learns nothing.
PART = 16
# Seconds that a whole request may take, less than proxies usually wait.
LONGEST_REQUEST = 50.0
# Seconds between looks for an answer: the first, and the longest.
FIRST_LOOK, LAST_LOOK = 0.002, 0.02
# Seconds that the answer for a part is kept for whoever asked.
KEPT_FOR = 60
UNPAID = Length()

_lock = threading.Lock()
_waiting = 0  # requests of this process that hold a place


class ScorerUnavailable(Refusal):
    """No scorer answered in time."""

    def __init__(self, message: str = "No scorer answered in time.") -> None:
        super().__init__("scorer_unavailable", message, status=503, wait=5)


class ScorerBusy(Refusal):
    """As many requests wait already as may."""

    def __init__(self) -> None:
        super().__init__(
            "scorer_busy", "As many requests for rewards are under way as this server takes.",
            status=503, wait=1,
        )  # fmt: skip


def request_scores(
    *,
    project: Project,
    items: Sequence[tuple[Any, str]],
    length: Length = UNPAID,
    count_tokens: bool = False,
    ranked: bool = False,
) -> dict[str, Any]:
    """Rewards of (prompt, response) items, with the version and step that gave them.

    All parts are scored by one version: should another be promoted in between, they are scored
    anew.

    Args:
        count_tokens: whether ``tokens`` of each item are counted too.
        ranked: whether each ``percentile`` among the trained responses is told too.

    Raises:
        ScorerBusy: ``PLUMBLINE_SCORER_REQUESTS`` others wait in this process.
        ScorerUnavailable: no scorer is alive, or one did not answer in time.
    """
    columns = ("mean", "std", "familiarity", "truncated", "percentile", "tokens")
    options = [list(length), count_tokens, ranked]
    return _in_parts(project, "rewardmodel.score", items, columns, options)


def request_embeddings(*, project: Project, texts: Sequence[str]) -> dict[str, Any]:
    """The encoder's embeddings of texts and their numbers of tokens, with version and step.

    Raises:
        ScorerBusy or ScorerUnavailable: as ``request_scores``.
    """
    return _in_parts(project, "rewardmodel.embed", texts, ("embedding", "tokens"), [])


def _in_parts(
    project: Project,
    task: str,
    items: Sequence[Any],
    columns: Sequence[str],
    options: Sequence[Any],
) -> dict[str, Any]:
    with _a_place():
        if not is_alive("live"):
            raise ScorerUnavailable("No scorer is running.")
        end = time.monotonic() + LONGEST_REQUEST
        while True:
            parts = [
                _part(project, task, items[start : start + PART], options, end)
                for start in range(0, len(items), PART)
            ]
            if len({part["version"] for part in parts}) == 1:
                break
    joined = {name: [value for part in parts for value in part[name]] for name in columns}
    return joined | {"version": parts[-1]["version"], "step": parts[-1]["step"]}


def capacity() -> dict[str, int]:
    """Requests for rewards under way in this web process, and how many may be."""
    return {"used": _waiting, "places": settings.PLUMBLINE_SCORER_REQUESTS}


@contextmanager
def _a_place() -> Iterator[None]:
    global _waiting
    with _lock:
        if _waiting >= settings.PLUMBLINE_SCORER_REQUESTS:
            raise ScorerBusy
        _waiting += 1
    try:
        yield
    finally:
        with _lock:
            _waiting -= 1


def _part(
    project: Project, task: str, items: Sequence[Any], options: Sequence[Any], end: float
) -> dict[str, Any]:
    """The scorer's answer for some items. A part that is late is not begun any more."""
    now = time.monotonic()
    deadline = min(end, now + settings.PLUMBLINE_SCORER_WAIT_MS / 1000)
    if now >= deadline:
        raise ScorerUnavailable
    ticket = uuid.uuid4().hex
    try:
        current_app.send_task(
            task,
            args=[project.pk, list(items), ticket, *options],
            queue=shard_of(project.pk),
            expires=deadline - now,
        )
    except (BrokerAway, OSError) as error:
        raise ScorerUnavailable("The message broker does not answer.") from error
    return _answer_for(ticket, deadline)


def leave_answer(ticket: str, answer: dict[str, Any]) -> None:
    """Leaves the scorer's answer, or a ``Refusal``'s ``error``, for who holds the ticket."""
    cache.set(_key(ticket), answer, KEPT_FOR)


def _answer_for(ticket: str, deadline: float) -> dict[str, Any]:
    pause = FIRST_LOOK
    while (now := time.monotonic()) < deadline:
        answer = cache.get(_key(ticket))
        if answer is not None:
            cache.delete(_key(ticket))
            if "error" in answer:
                raise ScorerUnavailable(answer["error"])
            return dict(answer)
        time.sleep(min(pause, max(0.0, deadline - now)))
        pause = min(LAST_LOOK, pause * 1.5)
    raise ScorerUnavailable


def _key(ticket: str) -> str:
    return f"scores:{ticket}"
