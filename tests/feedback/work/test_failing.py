"""One failure path: tried again where that may help, else told in the row, and tried when asked."""

from __future__ import annotations

import pytest
from django.core.files.base import ContentFile
from django.db import OperationalError

from feedback.models import Job, Upkeep
from feedback.services import trees, upkeep
from feedback.services.work import ask, carry_out
from feedback.services.work.claiming import claim
from feedback.services.work.running import run_slice

pytestmark = pytest.mark.django_db
ROWS = b'{"prompt": "Why?", "chosen": "So.", "rejected": "No."}'


def test_upkeep_is_tried_again_after_a_while_and_says_what_went_wrong(project, monkeypatch):
    def fail(**_):
        raise ValueError("broken")

    monkeypatch.setattr(trees, "open_documents", fail)
    ask("documents", project_id=project.pk)
    run_slice(claim("soon"))
    row = Upkeep.objects.get(kind="documents")
    assert (row.state, row.failures, row.error["code"]) == ("queued", 1, "work_failed")
    assert row.due_at > row.waiting_since
    assert claim("soon") is None
    monkeypatch.undo()
    Upkeep.objects.update(due_at=row.waiting_since)
    run_slice(claim("soon"))
    assert not Upkeep.objects.filter(kind="documents").exists()


def test_a_database_that_refuses_for_a_moment_fails_no_job(project, monkeypatch):
    from feedback import jobs

    def locked(**_):
        raise OperationalError("database is locked")

    monkeypatch.setattr(jobs, "import_slice", locked)
    job = Job.objects.create(
        project=project, kind="import", format="trl", file=ContentFile(ROWS, "a.jsonl")
    )
    carry_out(job)
    assert (job.state, job.failures, job.error["code"]) == ("queued", 1, "database_error")
    monkeypatch.undo()
    Job.objects.update(due_at=job.waiting_since)
    carry_out(job)
    assert (job.state, job.error, job.report["imported"]) == ("succeeded", None, 1)


def test_a_job_is_cancelled_and_tried_again_over_http(project, client_of):
    job = Job.objects.create(
        project=project, kind="import", format="trl", file=ContentFile(ROWS, "a.jsonl")
    )
    url = f"/api/v1/jobs/{job.pk}/"
    researcher = client_of("researcher")
    refused = researcher.post(f"{url}retry/")
    assert (refused.status_code, refused.json()["code"]) == (409, "not_failed")
    assert researcher.post(f"{url}cancel/").json()["state"] == "cancelled"
    assert claim("bulk") is None
    refused = researcher.post(f"{url}cancel/")
    assert (refused.status_code, refused.json()["code"]) == (409, "work_ended")
    assert researcher.post(f"{url}retry/").json()["state"] == "queued"
    assert carry_out(job).state == "succeeded"


def test_a_failed_job_is_tried_again_over_http(project, client_of):
    job = Job.objects.create(project=project, kind="import", format="trl", file="jobs/gone.jsonl")
    assert carry_out(job).state == "failed"
    job.file.save("back.jsonl", ContentFile(ROWS))
    answer = client_of("researcher").post(f"/api/v1/jobs/{job.pk}/retry/").json()
    assert (answer["state"], answer["error"]) == ("queued", None)
    assert carry_out(job).report["imported"] == 1


def test_what_was_asked_for_while_it_failed_keeps_the_wait(project, monkeypatch):
    def fail(row):
        ask("documents", project_id=row.project_id)
        raise ValueError("broken")

    monkeypatch.setattr(upkeep, "open_documents", fail)
    ask("documents", project_id=project.pk)
    run_slice(claim("soon"))
    row = Upkeep.objects.get(kind="documents")
    assert (row.state, row.failures) == ("queued", 1)
    assert claim("soon") is None
