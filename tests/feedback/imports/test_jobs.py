"""Jobs that a worker began and did not end."""

from __future__ import annotations

import json

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from feedback.jobs import run_job
from feedback.models import Job, Preference, Snapshot
from feedback.services.work.claiming import claim
from feedback.services.work.holding import SILENCE
from feedback.services.work.sweeping import sweep

pytestmark = pytest.mark.django_db


def rows(count: int) -> bytes:
    return b"\n".join(
        json.dumps({"prompt": f"Why {i}?", "chosen": "So.", "rejected": "No."}).encode()
        for i in range(count)
    )


def job(project, **fields) -> Job:
    values = {"project": project, "format": "trl", "filename": "rows.jsonl"} | fields
    return Job.objects.create(**values)


def test_a_job_that_runs_is_left_alone_until_its_worker_is_silent(project):
    asked = job(project, kind="import", file=ContentFile(rows(3), "a.jsonl"))
    assert claim("bulk") == asked
    assert run_job(job_id=asked.pk).state == "running"
    assert Preference.objects.count() == 0
    Job.objects.update(heartbeat_at=timezone.now() - SILENCE * 2)
    sweep()
    ended = run_job(job_id=asked.pk)
    assert (ended.state, ended.report["imported"], ended.attempts) == ("succeeded", 3, 2)


def test_a_job_that_ended_is_not_run_again(project):
    export = job(project, kind="export")
    first = run_job(job_id=export.pk)
    assert first.state == "succeeded"
    assert run_job(job_id=export.pk).finished_at == first.finished_at
    Job.objects.filter(pk=export.pk).update(state="running")  # died before it could say so
    assert run_job(job_id=export.pk).state == "succeeded"
    assert Snapshot.objects.count() == 1


def test_a_job_whose_file_is_gone_fails_with_a_message(project):
    ended = run_job(job_id=job(project, kind="import", file="jobs/gone.jsonl").pk)
    assert (ended.state, ended.error["code"]) == ("failed", "work_failed")
