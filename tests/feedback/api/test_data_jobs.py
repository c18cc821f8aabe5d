"""Imports, exports and snapshots over HTTP."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from feedback.jobs import run_job
from feedback.models import Job, Preference, Snapshot

pytestmark = pytest.mark.django_db
P = "/api/v1/projects/plumb/"
ROWS = [{"prompt": f"Why {i}?", "chosen": "So.", "rejected": "No."} for i in range(3)]


def lines(rows: list[dict[str, Any]]) -> bytes:
    return b"\n".join(json.dumps(row).encode() for row in rows)


@pytest.fixture
def researcher(client_of):
    return client_of("researcher")


@pytest.fixture
def upload(researcher):
    """Sends a file, runs its job; returns the job as the page then sees it."""

    def send(content: bytes, name: str = "rows.jsonl", **fields: Any) -> Any:
        body = {"file": SimpleUploadedFile(name, content), "format": "trl"} | fields
        answer = researcher.post(f"{P}imports/", body, format="multipart")
        if answer.status_code != 202:
            return answer.status_code, answer.json()
        run_job(job_id=answer.json()["id"])
        return researcher.get(f"/api/v1/jobs/{answer.json()['id']}/").json()

    return send


@pytest.fixture
def export(researcher):
    """Asks for an export and runs its job; returns the job."""

    def ask(**body: Any) -> Any:
        answer = researcher.post(f"{P}exports/", {"format": "trl"} | body)
        if answer.status_code != 202:
            return answer.status_code, answer.json()
        run_job(job_id=answer.json()["id"])
        return researcher.get(f"/api/v1/jobs/{answer.json()['id']}/").json()

    return ask


def test_a_file_is_imported_by_a_job_with_a_report(upload):
    job = upload(lines(ROWS))
    assert (job["state"], job["progress"]) == ("succeeded", 1.0)
    assert (job["report"]["rows"], job["report"]["imported"]) == (3, 3)
    assert Preference.objects.count() == 3
    assert upload(lines(ROWS))["report"]["duplicates"] == 3


def test_a_parquet_file_is_known_by_its_bytes_and_a_csv_by_its_name(upload):
    file = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(ROWS), file)
    assert upload(file.getvalue(), "rows.parquet")["report"]["imported"] == 3
    assert upload(b"prompt,chosen,rejected\nHow?,Thus.,No.\n", "rows.csv")["report"]["bad"] == 0
    assert Preference.objects.count() == 4


def test_a_dry_run_stores_nothing(upload):
    job = upload(lines(ROWS), dry_run=True)
    assert (job["state"], job["report"]["imported"]) == ("succeeded", 3)
    assert Preference.objects.count() == 0


def test_bad_lines_fail_the_job_and_are_listed(upload):
    job = upload(lines(ROWS) + b"\n?")
    assert (job["state"], job["error"]["code"]) == ("failed", "bad_lines")
    assert job["error"]["message"] == "1 line cannot be used; nothing was imported."
    assert [each["line"] for each in job["report"]["lines"]] == [4]
    assert Preference.objects.count() == 0
    assert upload(lines(ROWS) + b"\n?", skip_bad=True)["report"]["imported"] == 3


def test_a_mapping_comes_along_as_json(upload):
    mapping = {"prompt": "q", "chosen": "good", "rejected": "bad"}
    content = lines([{"q": "Why?", "good": "So.", "bad": "No."}])
    job = upload(content, format="mapping", mapping=json.dumps(mapping))
    assert job["report"]["imported"] == 1
    for wrong in ({"prompt": "q", "winner": "w"}, ["q"], None):
        status, error = upload(content, format="mapping", mapping=json.dumps(wrong))
        assert (status, error["code"]) == (400, "bad_mapping")
    status, error = upload(content, format="mapping", mapping="{")
    assert (status, error["code"]) == (400, "invalid")
    assert "mapping" in error["details"]["fields"]


@pytest.mark.parametrize(
    "fields", [{"format": "xml"}, {"container": "xlsx"}, {"banana": 1}, {"dry_run": "perhaps"}]
)
def test_what_an_import_does_not_know_is_refused(upload, fields):
    status, error = upload(lines(ROWS), **fields)
    assert (status, error["code"]) == (400, "invalid")
    assert Job.objects.count() == 0


def test_an_export_becomes_a_snapshot(upload, export, researcher):
    upload(lines(ROWS))
    job = export(container="parquet", licence="cc0-1.0", since="2020-01-01T00:00:00Z")
    assert job["state"] == "succeeded", job["error"]
    assert job["filename"].endswith(".parquet")
    download = researcher.get(job["download"])
    content = b"".join(download.streaming_content)
    assert download["Content-Type"] == "application/vnd.apache.parquet"
    assert pq.read_table(io.BytesIO(content)).to_pylist() == ROWS
    [listed] = researcher.get(f"{P}snapshots/").json()["results"]
    assert listed["sha256"] == hashlib.sha256(content).hexdigest()
    assert (listed["job"], listed["licence"]) == (job["id"], "cc0-1.0")
    assert listed["counts"]["rows"] == 3
    detail = researcher.get(f"/api/v1/snapshots/{listed['id']}/").json()
    assert 'license: "cc0-1.0"' in detail["card"]
    again = researcher.get(listed["download"])
    assert b"".join(again.streaming_content) == content


def test_splits_make_a_zip_with_a_card(upload, export, researcher):
    upload(lines(ROWS))
    job = export(splits={"train": 0.5, "test": 0.5}, container="csv")
    content = b"".join(researcher.get(job["download"]).streaming_content)
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        assert sorted(packed.namelist()) == ["README.md", "test.csv", "train.csv"]
        assert packed.read("README.md").decode() == Snapshot.objects.get().card


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"format": "xml"}, "invalid"),
        ({"ties": "coin"}, "invalid"),
        ({"min_votes": 0}, "invalid"),
        ({"since": "yesterday"}, "invalid"),
        ({"banana": 1}, "invalid"),
        ({"min_votes": 3}, "bad_options"),
        ({"splits": {"train": 0.5}}, "bad_options"),
        ({"format": "trees", "container": "csv"}, "bad_options"),
    ],
)
def test_an_export_that_makes_no_sense_is_refused_at_once(export, body, code):
    status, error = export(**body)
    assert (status, error["code"]) == (400, code)
    assert Job.objects.count() == 0


@pytest.mark.parametrize(
    ("format", "option", "value"),
    [
        ("best-of-n", "best_of", 0),
        ("best-of-n", "best_of", 2.5),
        ("top-quantile", "quantile", 0),
        ("threshold", "precision", 1),
        ("boltzmann", "temperature", 0),
        ("quality-conditioned", "levels", 1),
        ("quality-conditioned", "pessimism", -1),
    ],
)
def test_a_selection_that_makes_no_sense_is_refused_at_its_option(export, format, option, value):
    status, error = export(format=format, **{option: value})
    assert status == 400
    assert list(error["details"]["fields"]) == [option]


def test_an_export_of_selected_responses_asks_for_rewards_first(upload, export):
    upload(lines(ROWS))
    job = export(format="best-of-n")
    assert (job["state"], job["error"]["code"]) == ("failed", "nothing_scored")


def test_an_annotator_sees_no_snapshot(upload, export, client_of):
    upload(lines(ROWS))
    export()
    snapshot = Snapshot.objects.get()
    annotator = client_of("annotator")
    for url in (f"{P}snapshots/", f"/api/v1/snapshots/{snapshot.pk}/download/"):
        assert annotator.get(url).status_code == 403
