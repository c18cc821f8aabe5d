"""Celery's way in, for what is not background work: scoring, and the schedule of retrains."""

from __future__ import annotations

from typing import Any

from celery import shared_task

from feedback.errors import Refusal
from feedback.models import Project
from rewardmodel.models import TrainingRun
from rewardmodel.services import features, requests, scoring


@shared_task(name="rewardmodel.score", ignore_result=False)
def score(project_id: int, items: list[tuple[Any, str]]) -> scoring.Scores:
    return scoring.score_items(
        project_id=project_id, items=[features.Item(*item) for item in items]
    )


@shared_task(name="rewardmodel.scheduled_retrain")
def scheduled_retrain(project_id: int) -> None:
    try:
        requests.request_training_run(
            project=Project.objects.get(pk=project_id), trigger=TrainingRun.Trigger.SCHEDULE
        )
    except Refusal:
        return
