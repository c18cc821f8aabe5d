"""A version is taken away: by a page or the client as a job, or by a command."""

from __future__ import annotations

import io
import zipfile

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from feedback.jobs import run_job
from feedback.models import Job
from plumbline_client import PlumblineError
from rewardmodel.models import ModelVersion
from rewardmodel.services.fast_clock import update_head
from rewardmodel.services.features import Item
from rewardmodel.services.scoring import score_items

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tiny_encoder")]
ITEMS = [Item("What hangs?", "A weight."), Item("What hangs?", "Nothing that is good.")]


@pytest.fixture
def learned(project, people, make_comparisons, give_answers):
    make_comparisons(8)
    give_answers(project, people["annotator"], 8)
    update_head(project_id=project.pk)
    return ModelVersion.objects.get(project=project)


def rewards_by(folder):
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(folder), device="cpu")
    asked = model.encode_query([item.prompt for item in ITEMS])
    return (asked * model.encode_document([item.response for item in ITEMS])).sum(1)


def test_a_job_has_the_folder_that_gives_the_served_means(client_of, learned, project, tmp_path):
    client = client_of("researcher")
    asked = client.post(f"/api/v1/model-versions/{learned.pk}/export/", {})
    assert asked.status_code == 202, asked.content
    job = asked.json()
    assert (job["kind"], job["filename"], job["download"]) == ("model", "plumb-v1.zip", None)
    assert run_job(job_id=job["id"]).state == "succeeded"
    done = client.get(f"/api/v1/jobs/{job['id']}/").json()
    assert done["report"]["form"] == "sentence-transformers"
    assert done["report"]["difference"] < 1e-5
    file = client.get(done["download"])
    with zipfile.ZipFile(io.BytesIO(b"".join(file.streaming_content))) as packed:
        packed.extractall(tmp_path)
    served = score_items(project_id=project.pk, items=ITEMS)["mean"]
    assert rewards_by(tmp_path / "plumb-v1") == pytest.approx(served, abs=1e-5)
    assert np.ptp(served) > 1e-4
    card = (tmp_path / "plumb-v1" / "README.md").read_text()
    assert "encode_document" in card
    assert "library_name: sentence-transformers" in card


def test_the_command_writes_the_folder(learned, project, tmp_path, capsys):
    call_command("export_model", project="plumb", out=tmp_path / "out")
    assert "Version 1" in capsys.readouterr().out
    served = score_items(project_id=project.pk, items=ITEMS)["mean"]
    assert rewards_by(tmp_path / "out") == pytest.approx(served, abs=1e-5)
    with pytest.raises(CommandError, match="not an empty folder"):
        call_command("export_model", project="plumb", out=tmp_path / "out")
    with pytest.raises(CommandError, match="no such version"):
        call_command("export_model", project="plumb", out=tmp_path / "b", version_number=9)


def test_what_cannot_be_exact_is_refused_with_why(client_of, learned, project, tmp_path):
    with pytest.raises(CommandError, match="counting words"):
        call_command("export_model", project="plumb", out=tmp_path / "out", length="paid")
    url = f"/api/v1/model-versions/{learned.pk}/export/"
    client = client_of("researcher")
    job = client.post(url, {"form": "sequence-classification"}).json()
    run_job(job_id=job["id"])
    failed = client.get(f"/api/v1/jobs/{job['id']}/").json()
    assert (failed["state"], failed["error"]["code"]) == ("failed", "not_exportable")
    assert failed["download"] is None
    for bad in ({"form": "onnx"}, {"length": "long"}, {"more": 1}):
        assert client.post(url, bad).status_code == 400
    assert client.post("/api/v1/model-versions/99999/export/", {}).status_code == 404
    never = ModelVersion.objects.create(project=project, number=7, encoder=learned.encoder)
    with pytest.raises(CommandError, match="never trained"):
        call_command("export_model", project="plumb", out=tmp_path / "b", version_number=7)
    assert never.pk


def test_the_client_downloads_it(client_to, learned, tmp_path, monkeypatch):
    client = client_to()

    def get_job(job_id):
        run_job(job_id=job_id)
        return type(client).job(client, job_id)

    monkeypatch.setattr(client, "job", get_job)  # there is no worker here
    job = client.export_model(tmp_path / "model.zip", every=0)
    assert job["report"]["version"] == 1
    assert zipfile.is_zipfile(tmp_path / "model.zip")
    with pytest.raises(PlumblineError, match="unknown_version"):
        client.export_model(tmp_path / "b.zip", 9)
    assert Job.objects.filter(kind="model").count() == 1
