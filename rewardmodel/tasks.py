"""Celery's way in, for what is not background work: scoring, and the schedule of retrains."""

from __future__ import annotations

from typing import Any

from celery import shared_task

from feedback.errors import Refusal
from feedback.models import Project
from rewardmodel.models import TrainingRun
from rewardmodel.services import requests, scorer_client


@shared_task(name="rewardmodel.score")
def score(
    project_id: int,
    items: list[tuple[Any, str]],
    ticket: str,
    length: tuple[Any, int] = ("unpaid", 1),
    count_tokens: bool = False,
    ranked: bool = False,
) -> None:
    """The answer is left for who holds the ticket, and so is word of what went wrong."""
    from rewardmodel.learning.encoders.features import Length
    from rewardmodel.services import features, scoring

    try:
        scores = scoring.score_items(
            project_id=project_id,
            items=[features.Item(*item) for item in items],
            length=Length(*length),
            count_tokens=count_tokens,
            ranked=ranked,
        )
    except Exception:
        scorer_client.leave_answer(ticket, {"error": "The scorer failed; its log says why."})
        raise
    scorer_client.leave_answer(ticket, dict(scores))


@shared_task(name="rewardmodel.embed")
def embed(project_id: int, texts: list[str], ticket: str) -> None:
    """As ``score``, of embeddings."""
    from rewardmodel.services import scoring

    try:
        found = scoring.embed_texts(project_id=project_id, texts=texts)
    except Exception:
        scorer_client.leave_answer(ticket, {"error": "The scorer failed; its log says why."})
        raise
    scorer_client.leave_answer(ticket, dict(found))


@shared_task(name="rewardmodel.scheduled_retrain")
def scheduled_retrain(project_id: int) -> None:
    try:
        requests.request_training_run(
            project=Project.objects.get(pk=project_id), trigger=TrainingRun.Trigger.SCHEDULE
        )
    except Refusal:
        return
