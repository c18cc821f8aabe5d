"""Imports and exports as jobs: asked for by a page, carried out by a worker."""

from __future__ import annotations

import time
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
from feedback.imports.importing import ImportOptions, check_import, import_slice
from feedback.models import Job, Project, Snapshot, User
from feedback.removals.carrying_out import delete_upload
from feedback.services.work import (
    SLICE,
    Done,
    Failed,
    More,
    Outcome,
    carry_out,
    others_wait,
    state_due,
    tell,
)
from feedback.text.direction import without_direction_controls


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
        filename=without_direction_controls(upload.name or "upload")[:255],
        options=asdict(options),
        file=upload,
        created_by=created_by,
    )
    with removed_on_failure(job.file), transaction.atomic():
        job.save()
        state_due(job)
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
        state_due(job)
    return job


def run_job(*, job_id: int) -> Job:
    """Carries out a job now, in this process, to its end; what goes wrong is told in its row."""
    return carry_out(Job.objects.get(pk=job_id))


def carry_out_import(job: Job) -> Outcome:
    """A slice of an import: all of it where no other project waits meanwhile."""
    began = time.monotonic()

    def note(share: float) -> None:
        tell(job, progress=max(job.progress, round(0.05 + 0.9 * share, 3)), failures=0)

    def give_way(reading: float) -> bool:
        # To read again what is stored must not take longer than what is won by it.
        return time.monotonic() - began > SLICE + 2 * reading and others_wait(job)

    try:
        with job.file.open("rb") as file:
            report = import_slice(
                project=job.project,
                file=cast(BinaryIO, file),
                format=job.format,
                filename=job.filename,
                options=ImportOptions(**job.options),
                progress=note,
                created_by=job.created_by,
                job=job,
                give_way=give_way,
            )
    except Refusal as refusal:
        return Failed(refusal.code, refusal.message, fields={"report": refusal.details})
    return More() if report is None else Done({"report": report})


def carry_out_export(job: Job) -> Outcome:
    """An export, which becomes a snapshot: one a job, however often it is begun."""
    tell(job, progress=0.05)
    made = Snapshot.objects.filter(job=job).first()
    snapshot = made or make_snapshot(
        project=job.project,
        format=job.format,
        filename=job.filename,
        options=ExportOptions(**job.options),
        created_by=job.created_by,
        job=job,
    )
    return Done({"report": snapshot.counts, "file": snapshot.file.name})


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
