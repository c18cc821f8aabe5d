"""Asking the scorer, a worker that keeps the live head warm, and waiting no longer than agreed."""

from __future__ import annotations

from typing import Any

from celery import current_app
from celery.exceptions import TimeoutError as CeleryTimeoutError
from django.conf import settings

from feedback.errors import Refusal
from feedback.models import Project
from rewardmodel.heartbeat import is_alive


class ScorerUnavailable(Refusal):
    """No scorer answered in time."""

    def __init__(self) -> None:
        super().__init__("scorer_unavailable", "No scorer answered in time.", status=503, wait=5)


def request_scores(*, project: Project, items: list[tuple[Any, str]]) -> dict[str, Any]:
    """Rewards of (prompt, response) items, with the version and step that gave them.

    Raises:
        ScorerUnavailable: no scorer is alive, or none answered in time.
    """
    if not is_alive("live"):
        raise ScorerUnavailable
    wait = settings.PLUMBLINE_SCORER_WAIT_MS / 1000
    try:
        result = current_app.send_task(
            "rewardmodel.score", args=[project.pk, items], expires=wait, ignore_result=False
        )
        return dict(result.get(timeout=wait, interval=0.01))
    except (CeleryTimeoutError, OSError) as error:
        raise ScorerUnavailable from error
