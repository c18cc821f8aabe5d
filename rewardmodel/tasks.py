"""Celery's way in. Queues are set in config; each task calls one service.

What computes is imported by the tasks that need it: beat knows these tasks without ever loading
torch, and workers load it when they first compute.
"""

from __future__ import annotations

from typing import Any

from celery import current_app, shared_task
from django.core.cache import cache
from django.db.models import F

from feedback.errors import Refusal
from feedback.models import Project
from feedback.removals.asking import forgotten_removals
from rewardmodel.models import LiveHead, TrainingRun
from rewardmodel.services import requests, scorer_client

# Seconds from an answer to the queue that has taken it in: many answers share one refresh.
REFRESH_AFTER = 1


@shared_task(name="rewardmodel.update_head")
def update_head(project_id: int, thorough: bool = False) -> None:
    """Learns all that is new. Tasks that find nothing left end at once: that is the debounce."""
    from rewardmodel.services import fast_clock

    try:
        update = fast_clock.update_head(project_id=project_id, thorough=thorough)
    except fast_clock.FeaturesMissing:
        current_app.send_task("rewardmodel.prepare_features", args=[project_id])
        return
    if update.refit:
        current_app.send_task("rewardmodel.refit_head", args=[project_id])
    if update.learned:
        _refresh_soon(project_id)
        requests.retrain_if_due(project=Project.objects.get(pk=project_id))
    if update.learned == fast_clock.BATCH:
        current_app.send_task("rewardmodel.update_head", args=[project_id])


@shared_task(name="rewardmodel.refit_head")
def refit_head(project_id: int) -> None:
    from rewardmodel.services import fast_clock

    if fast_clock.refit_head(project_id=project_id):
        _refresh_soon(project_id)


@shared_task(name="rewardmodel.refresh_queue")
def refresh_queue(project_id: int) -> None:
    from rewardmodel.services import queue

    queue.refresh_queue(project_id=project_id)


def _refresh_soon(project_id: int) -> None:
    """Sends a refresh unless one is on its way that will see the same head."""
    if cache.add(f"refresh-queue:{project_id}", True, timeout=REFRESH_AFTER):
        current_app.send_task(
            "rewardmodel.refresh_queue", args=[project_id], countdown=REFRESH_AFTER
        )


@shared_task(name="rewardmodel.prepare_features")
def prepare_features(project_id: int) -> None:
    """Embeds new texts, then lets the fast clock and the queue at them."""
    from rewardmodel.services import features
    from rewardmodel.services.heads import ensure_live_head, load_live

    head = ensure_live_head(Project.objects.get(pk=project_id))
    features.prepare_features(project_id=project_id, reader=load_live(head).reader)
    current_app.send_task("rewardmodel.update_head", args=[project_id])
    current_app.send_task("rewardmodel.refresh_queue", args=[project_id])


@shared_task(name="rewardmodel.score")
def score(project_id: int, items: list[tuple[Any, str]], ticket: str) -> None:
    """The answer is left for who holds the ticket, and so is word of what went wrong."""
    from rewardmodel.services import features, scoring

    try:
        scores = scoring.score_items(
            project_id=project_id, items=[features.Item(*item) for item in items]
        )
    except Exception:
        scorer_client.leave_answer(ticket, {"error": "The scorer failed; its log says why."})
        raise
    scorer_client.leave_answer(ticket, dict(scores))


@shared_task(name="rewardmodel.score_responses")
def score_responses(project_id: int) -> None:
    from rewardmodel.services import response_rewards

    response_rewards.score_responses(project_id=project_id)


@shared_task(name="rewardmodel.train")
def train(run_id: int) -> None:
    from rewardmodel.services import training

    run = training.run_training(run_id=run_id)
    current_app.send_task("rewardmodel.refresh_queue", args=[run.project_id])
    current_app.send_task("rewardmodel.score_evaluation_sets", args=[run.project_id])


@shared_task(name="rewardmodel.promote")
def promote(promotion_id: int) -> None:
    from rewardmodel.services import promotion

    done = promotion.perform_promotion(promotion_id=promotion_id)
    current_app.send_task("rewardmodel.refresh_queue", args=[done.project_id])
    current_app.send_task("rewardmodel.score_evaluation_sets", args=[done.project_id])


@shared_task(name="rewardmodel.score_evaluation_sets")
def score_evaluation_sets(project_id: int) -> None:
    from rewardmodel.services import evaluation_sets

    evaluation_sets.score_evaluation_sets(project_id=project_id)


@shared_task(name="rewardmodel.run_removal")
def run_removal(removal_id: int) -> None:
    from rewardmodel.services import forgetting

    forgetting.run_removal(removal_id=removal_id)


@shared_task(name="rewardmodel.resume_removals")
def resume_removals() -> None:
    for removal_id in forgotten_removals():
        run_removal.apply_async(args=[removal_id], expires=60)


@shared_task(name="rewardmodel.run_audit")
def run_audit(result_id: int) -> None:
    from rewardmodel.services import auditing

    auditing.run_audit(result_id=result_id)


@shared_task(name="rewardmodel.scheduled_retrain")
def scheduled_retrain(project_id: int) -> None:
    try:
        requests.request_training_run(
            project=Project.objects.get(pk=project_id), trigger=TrainingRun.Trigger.SCHEDULE
        )
    except Refusal:
        return


@shared_task(name="rewardmodel.sweep")
def sweep() -> None:
    """Finds what was stored and never announced, and runs whose worker died."""
    from rewardmodel.services import run_folder

    requests.recover_silent_runs()
    run_folder.clear_ended_runs()
    for project_id in Project.objects.filter(archived_at=None).values_list("pk", flat=True):
        update_head(project_id, thorough=True)
    for project_id in LiveHead.objects.exclude(queue_step=F("step")).values_list(
        "project", flat=True
    ):
        _refresh_soon(project_id)
