"""Celery's way in; each task calls one service."""

from __future__ import annotations

from celery import Task, shared_task

from feedback import jobs
from feedback.models import Project
from feedback.services import documents, generating, indexing

RESUME_EVERY = 60  # seconds, as config says


@shared_task(name="feedback.run_job", bind=True)
def run_job(self: Task, job_id: int) -> None:
    delivery = self.request.delivery_info or {}
    jobs.run_job(job_id=job_id, again=bool(delivery.get("redelivered")))


@shared_task(name="feedback.resume_jobs")
def resume_jobs() -> None:
    """Sends jobs again that wait for long, and documents. What still waits at the next time is sent
    then."""
    for project_id in documents.projects_reading():
        open_documents.apply_async(args=[project_id], expires=RESUME_EVERY)
    for job_id in jobs.forgotten_jobs():
        run_job.apply_async(args=[job_id], expires=RESUME_EVERY)


@shared_task(name="feedback.expire_uploads")
def expire_uploads() -> None:
    jobs.expire_uploads()


@shared_task(name="feedback.open_documents")
def open_documents(project_id: int) -> None:
    documents.read_documents(project=Project.objects.get(pk=project_id))


@shared_task(name="feedback.run_generation", bind=True)
def run_generation(self: Task, generation_id: int) -> None:
    wait = generating.run_generation(generation_id=generation_id)
    if wait is not None:
        self.apply_async(args=[generation_id], countdown=wait)
    for waiting in generating.waiting_generations():
        self.apply_async(args=[waiting])


@shared_task(name="feedback.resume_generations")
def resume_generations() -> None:
    generating.resume_generations()


@shared_task(name="feedback.index_texts", bind=True)
def index_texts(self: Task) -> None:
    """Goes on later where much is to be done, so that other jobs have their turn."""
    if indexing.index_texts():
        self.apply_async()
