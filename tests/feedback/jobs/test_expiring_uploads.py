"""Files of imports are deleted some days after they ended; what they brought stays."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from feedback.jobs import expire_uploads, request_import, run_job
from feedback.models import Job, Prompt

pytestmark = pytest.mark.django_db


@pytest.fixture
def job(project, people):
    upload = SimpleUploadedFile("prompts.jsonl", b'{"prompt": "Why?"}\n')
    job = request_import(
        project=project, upload=upload, format="prompts", created_by=people["admin"]
    )
    return run_job(job_id=job.pk)


def ended(job, *, days_ago):
    Job.objects.filter(pk=job.pk).update(finished_at=timezone.now() - timedelta(days=days_ago))


def test_an_old_upload_goes_and_what_it_brought_stays(job, settings):
    settings.PLUMBLINE_KEEP_UPLOADS_DAYS = 30
    storage, name = job.file.storage, job.file.name
    ended(job, days_ago=29)
    assert (expire_uploads(), storage.exists(name)) == (0, True)
    ended(job, days_ago=31)
    assert (expire_uploads(), storage.exists(name)) == (1, False)
    assert expire_uploads() == 0
    assert Prompt.objects.count() == 1


def test_nought_keeps_uploads(job, settings):
    settings.PLUMBLINE_KEEP_UPLOADS_DAYS = 0
    ended(job, days_ago=9999)
    assert expire_uploads() == 0


def test_a_file_that_still_waits_does_not_expire(job, settings):
    settings.PLUMBLINE_KEEP_UPLOADS_DAYS = 1
    Job.objects.filter(pk=job.pk).update(finished_at=None, state="queued")
    assert expire_uploads() == 0
