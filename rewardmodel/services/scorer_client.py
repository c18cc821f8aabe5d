"""Asking the scorer, a worker that keeps the live head warm, and waiting no longer than agreed."""

from __future__ import annotations

import time
from typing import Any

from celery import current_app
from celery.exceptions import TimeoutError as CeleryTimeoutError
from django.conf import settings

from feedback.errors import Refusal
from feedback.models import Project
from feedback.selectors.workers import is_alive

# Items scored by one task: while it runs, the scorer learns nothing.
PART = 64


class ScorerUnavailable(Refusal):
    """No scorer answered in time."""

    def __init__(self) -> None:
        super().__init__("scorer_unavailable", "No scorer answered in time.", status=503, wait=5)


def request_scores(*, project: Project, items: list[tuple[Any, str]]) -> dict[str, Any]:
    """Rewards of (prompt, response) items, with the version and step that gave them.

    The items go to the scorer in parts, and all parts are scored by one head: should a version be
    promoted in between, they are scored anew.

    Raises:
        ScorerUnavailable: no scorer is alive, or none answered in time.
    """
    if not is_alive("live"):
        raise ScorerUnavailable
    deadline = time.monotonic() + settings.PLUMBLINE_SCORER_WAIT_MS / 1000
    while True:
        parts = [
            _score_part(project, items[start : start + PART], deadline)
            for start in range(0, len(items), PART)
        ]
        if len({part["version"] for part in parts}) == 1:
            break
    return {
        "mean": [value for part in parts for value in part["mean"]],
        "std": [value for part in parts for value in part["std"]],
        "familiarity": [value for part in parts for value in part["familiarity"]],
        "truncated": [value for part in parts for value in part["truncated"]],
        "version": parts[-1]["version"],
        "step": parts[-1]["step"],
    }


def _score_part(project: Project, items: list[tuple[Any, str]], deadline: float) -> dict[str, Any]:
    wait = deadline - time.monotonic()
    if wait <= 0:
        raise ScorerUnavailable
    try:
        result = current_app.send_task(
            "rewardmodel.score", args=[project.pk, items], expires=wait, ignore_result=False
        )
        return dict(result.get(timeout=wait, interval=0.01))
    except (CeleryTimeoutError, OSError) as error:
        raise ScorerUnavailable from error
