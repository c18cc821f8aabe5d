"""Celery's way in: a message wakes, and what is to be done stands in the database."""

from __future__ import annotations

from celery import shared_task

from feedback import jobs
from feedback.services.plans import begin_due_rounds
from feedback.services.work.claiming import line_of
from feedback.services.work.running import work
from feedback.services.work.waking import TASK, wake


# A worker that dies loses a message and no work: nothing is gained by sending it again.
@shared_task(name=TASK, acks_late=False)
def carry_on(queue: str, project_id: int | None = None) -> None:
    """Does one slice of what comes next in a queue, and wakes for the next."""
    if work(queue, project_id) and (line := line_of(queue)):
        wake(queue, line[0].project_id)


@shared_task(name="feedback.expire_uploads")
def expire_uploads() -> None:
    jobs.expire_uploads()


@shared_task(name="feedback.begin_due_rounds")
def begin_due_rounds_of_plans() -> None:
    begin_due_rounds()
