"""Imports and exports as jobs: asked for by a page, carried out by a worker."""

from __future__ import annotations

import logging
from dataclasses import asdict
from datetime import timedelta
from typing import Any, BinaryIO, cast

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from feedback.errors import Refusal
from feedback.exports.options import ExportOptions, check_export, extension_of
from feedback.exports.snapshots import make_snapshot
from feedback.files import removed_on_failure
from feedback.imports.importing import ImportOptions, check_import, import_file
from feedback.models import Job, Project, Snapshot, User
from feedback.removals.carrying_out import delete_upload
from feedback.services.announcing import send_after_commit

logger = logging.getLogger(__name__)

LONGEST_WAIT = timedelta(minutes=2)


def request_import(
    *,
    project: Project,
    upload: UploadedFile[Any],
    format: str,
    created_by: User,
    options: ImportOptions | None = None,
) -> Job:
    """Keeps the file and queues its import.

    Raises:
        Refusal: ``unknown_format`` or ``bad_mapping``.
    """
    options = options or ImportOptions()
    check_import(format=format, options=options)
    job = Job(
        project=project,
        kind=Job.Kind.IMPORT,
        format=format,
        filename=(upload.name or "upload")[:255],
        options=asdict(options),
        file=upload,
        created_by=created_by,
    )
    with removed_on_failure(job.file), transaction.atomic():
        job.save()
        send_after_commit(["feedback.run_job"], job.pk)
    return job


def request_export(
    *, project: Project, format: str, created_by: User, options: ExportOptions | None = None
) -> Job:
    """Queues an export, which becomes a snapshot.

    Raises:
        Refusal: ``unknown_format`` or ``bad_options``.
    """
    options = options or ExportOptions()
    check_export(format=format, options=options)
    with transaction.atomic():
        now = timezone.now()
        job = Job.objects.create(
            project=project,
            kind=Job.Kind.EXPORT,
            format=format,
            filename=f"{project.slug}-{format}-{now:%Y%m%d-%H%M%S}.{extension_of(options)}",
            options=asdict(options),
            created_by=created_by,
        )
        send_after_commit(["feedback.run_job"], job.pk)
    return job


def run_job(*, job_id: int, again: bool = False) -> Job:
    """Carries out a queued job to its end; what goes wrong is told in its row.

    ``again`` says that a worker had it before and did not come to its end: what runs is taken up
    again. An import goes on after what is stored; an export begins anew.
    """
    claimable = [Job.State.QUEUED, Job.State.RUNNING] if again else [Job.State.QUEUED]
    claimed = Job.objects.filter(pk=job_id, state__in=claimable).update(
        state=Job.State.RUNNING, progress=0.05
    )
    job = Job.objects.select_related("project", "created_by").get(pk=job_id)
    if not claimed:
        return job
    try:
        job.report = _import(job) if job.kind == Job.Kind.IMPORT else _export(job)
        job.state, job.progress = Job.State.SUCCEEDED, 1.0
    except Refusal as refusal:
        job.state = Job.State.FAILED
        job.report = refusal.details
        job.error = {"code": refusal.code, "message": refusal.message, "details": {}}
    except Exception:
        logger.exception("Job %s failed.", job_id)
        job.state = Job.State.FAILED
        job.error = {
            "code": "job_failed",
            "message": "The job failed; the log of the worker says why.",
            "details": {},
        }
    job.finished_at = timezone.now()
    job.save()
    return job


def forgotten_jobs() -> list[int]:
    """Jobs that have waited so long that their announcement may be lost: the broker was away, or a
    worker died with it in its hands. A job that is sent twice is done once."""
    waiting = Job.objects.filter(
        state=Job.State.QUEUED, created_at__lt=timezone.now() - LONGEST_WAIT
    )
    return list(waiting.order_by("pk").values_list("pk", flat=True))


def _import(job: Job) -> Any:
    with job.file.open("rb") as file:
        return import_file(
            project=job.project,
            file=cast(BinaryIO, file),
            format=job.format,
            filename=job.filename,
            options=ImportOptions(**job.options),
            progress=lambda share: _record_progress(job, share),
            created_by=job.created_by,
            job=job,
        )


def _record_progress(job: Job, share: float) -> None:
    Job.objects.filter(pk=job.pk).update(progress=round(0.05 + 0.9 * share, 3))


def _export(job: Job) -> Any:
    made = Snapshot.objects.filter(job=job).first()
    snapshot = made or make_snapshot(
        project=job.project,
        format=job.format,
        filename=job.filename,
        options=ExportOptions(**job.options),
        created_by=job.created_by,
        job=job,
    )
    job.file.name = snapshot.file.name
    return snapshot.counts


def expire_uploads() -> int:
    """Deletes the files of imports that ended long ago, as the setting says; returns how many."""
    days = settings.PLUMBLINE_KEEP_UPLOADS_DAYS
    if not days:
        return 0
    ended = Job.objects.filter(
        kind=Job.Kind.IMPORT, finished_at__lt=timezone.now() - timedelta(days=days)
    )
    expired = list(ended.exclude(file=""))
    for job in expired:
        delete_upload(job)
    return len(expired)
