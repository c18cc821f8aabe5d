"""Imports and exports as a page asks for them: a job, its progress, the file at the end."""

from __future__ import annotations

import gzip
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from feedback.jobs import run_job
from feedback.models import Job, Preference

pytestmark = pytest.mark.django_db
IMPORTS = "/api/v1/projects/plumb/imports/"
EXPORTS = "/api/v1/projects/plumb/exports/"


def dialogue(number: int, ending: str) -> str:
    return f"\n\nHuman: How long is rope {number}?\n\nAssistant: {ending}"


def a_file(rows: int, *, bad: str = "") -> SimpleUploadedFile:
    lines = [
        json.dumps({"chosen": dialogue(i, "Ten metres."), "rejected": dialogue(i, "No idea.")})
        for i in range(rows)
    ]
    content = gzip.compress("\n".join([*lines, *([bad] if bad else [])]).encode())
    return SimpleUploadedFile("rows.jsonl.gz", content, "application/gzip")


def upload(client, file: SimpleUploadedFile, **fields):
    return client.post(IMPORTS, {"file": file, "format": "hh-rlhf", **fields}, format="multipart")


def finished(client, answer) -> dict:
    """The job as the page sees it after a worker carried it out."""
    assert answer.status_code == 202, answer.content
    queued = answer.json()
    assert queued["state"] == "queued"
    run_job(job_id=queued["id"])
    found = client.get(f"/api/v1/jobs/{queued['id']}/")
    assert found.status_code == 200
    return dict(found.json())


def test_an_import_becomes_preferences(client_of):
    researcher = client_of("researcher")
    job = finished(researcher, upload(researcher, a_file(3)))
    assert (job["state"], job["progress"]) == ("succeeded", 1.0)
    assert Preference.objects.filter(comparison__stream="imported").count() == 3


def test_a_bad_line_stores_nothing_and_is_named(client_of):
    researcher = client_of("researcher")
    job = finished(researcher, upload(researcher, a_file(3, bad="{broken")))
    assert job["state"] == "failed"
    assert "4" in json.dumps(job["report"])
    assert not Preference.objects.exists()


def test_bad_lines_are_skipped_and_counted_where_asked(client_of):
    researcher = client_of("researcher")
    job = finished(researcher, upload(researcher, a_file(3, bad="{broken"), skip_bad="true"))
    assert job["state"] == "succeeded"
    assert Preference.objects.count() == 3


def test_an_export_is_downloaded_as_it_was_written(client_of):
    researcher = client_of("researcher")
    finished(researcher, upload(researcher, a_file(4)))
    job = finished(researcher, researcher.post(EXPORTS, {"format": "trl"}))
    assert job["state"] == "succeeded"
    download = researcher.get(f"/api/v1/jobs/{job['id']}/download/")
    rows = [json.loads(line) for line in b"".join(download.streaming_content).splitlines()]
    assert len(rows) == 4
    assert {row["chosen"].strip() for row in rows} == {"Ten metres."}
    assert "attachment" in download["Content-Disposition"]


def test_what_is_not_finished_cannot_be_downloaded(client_of):
    researcher = client_of("researcher")
    job = researcher.post(EXPORTS, {"format": "trl"}).json()
    refused = researcher.get(f"/api/v1/jobs/{job['id']}/download/")
    assert refused.status_code in (404, 409)
    assert set(refused.json()) == {"code", "message", "details"}


def test_a_job_runs_once(client_of):
    researcher = client_of("researcher")
    job = finished(researcher, upload(researcher, a_file(2)))
    assert run_job(job_id=job["id"]).state == Job.State.SUCCEEDED
    assert Preference.objects.count() == 2


def test_unknown_formats_are_refused_in_the_one_shape(client_of):
    researcher = client_of("researcher")
    for refused in (
        upload(researcher, a_file(1), format="excel"),
        researcher.post(EXPORTS, {"format": "excel"}),
    ):
        assert refused.status_code == 400
        assert set(refused.json()) == {"code", "message", "details"}
    assert not Job.objects.exists()
