"""Jobs that a worker began and did not end."""

from __future__ import annotations

import json

import pytest
from django.core.files.base import ContentFile

from feedback.jobs import run_job
from feedback.models import Job, Preference, Snapshot

pytestmark = pytest.mark.django_db


def rows(count: int) -> bytes:
    return b"\n".join(
        json.dumps({"prompt": f"Why {i}?", "chosen": "So.", "rejected": "No."}).encode()
        for i in range(count)
    )


def job(project, **fields) -> Job:
    values = {"project": project, "format": "trl", "filename": "rows.jsonl"} | fields
    return Job.objects.create(**values)


def test_a_job_that_runs_is_left_alone_unless_it_is_delivered_again(project):
    running = job(project, kind="import", state="running", file=ContentFile(rows(3), "a.jsonl"))
    assert run_job(job_id=running.pk).state == "running"
    assert Preference.objects.count() == 0
    ended = run_job(job_id=running.pk, again=True)
    assert (ended.state, ended.report["imported"]) == ("succeeded", 3)


def test_a_job_that_ended_is_not_run_again(project):
    export = job(project, kind="export")
    first = run_job(job_id=export.pk)
    assert first.state == "succeeded"
    run_job(job_id=export.pk, again=True)
    Job.objects.filter(pk=export.pk).update(state="running")  # died before it could say so
    assert run_job(job_id=export.pk, again=True).state == "succeeded"
    assert Snapshot.objects.count() == 1


def test_a_job_whose_file_is_gone_fails_with_a_message(project):
    ended = run_job(job_id=job(project, kind="import", file="jobs/gone.jsonl").pk)
    assert (ended.state, ended.error["code"]) == ("failed", "job_failed")
