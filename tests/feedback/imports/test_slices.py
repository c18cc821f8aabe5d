"""An import in slices, or one whose worker dies, is the import that was asked for."""

from __future__ import annotations

import io
import json

import pytest
from django.core.files.base import ContentFile

from feedback.imports.importing import ImportOptions, import_file, import_slice
from feedback.jobs import carry_out_import
from feedback.models import Import, Job, Preference, Project, Prompt, Response, Upkeep
from feedback.services.work.claiming import claim

ROWS = 3500
FORMAT = "trl"
OPTIONS = ImportOptions(skip_bad=True, repeats="each")


def content() -> bytes:
    """Votes of nobody named, every fifth of which stands there again, and some bad lines."""
    rows = []
    for number in range(ROWS):
        about = number if number % 5 or number == 0 else number - 1
        rows.append(json.dumps({"prompt": f"No {about}?", "chosen": "yes", "rejected": "no"}))
        if number % 700 == 0:
            rows.append('{"prompt": "half a')
    return "\n".join(rows).encode()


@pytest.fixture
def other(db) -> Project:
    return Project.objects.create(slug="other", name="Other")


@pytest.fixture
def job(project) -> Job:
    return Job.objects.create(project=project, kind="import", format=FORMAT)


def counts(project: Project) -> list[int]:
    return [
        rows.count()
        for rows in (
            Prompt.objects.filter(project=project),
            Response.objects.filter(prompt__project=project),
            Preference.objects.filter(comparison__project=project),
        )
    ]


def some(job: Job, **options):
    """One slice, of as many batches as ``give_way`` and ``progress`` let it have."""
    return import_slice(
        project=job.project,
        file=io.BytesIO(content()),
        format=FORMAT,
        options=OPTIONS,
        job=job,
        **options,
    )


def test_slices_are_the_whole(project, other, job) -> None:
    whole = import_file(
        project=other,
        file=io.BytesIO(content()),
        format=FORMAT,
        options=OPTIONS,
    )
    slices = 1
    while (report := some(job, give_way=lambda _: True)) is None:
        slices += 1
    assert slices == 5  # the last of them finds that nothing is left
    assert report == whole
    assert (report["imported"], report["bad"], report["repeats"]) == (ROWS, 5, ROWS // 5 - 1)
    assert counts(project) == counts(other)
    brought = Import.objects.get(project=project)
    assert (brought.report, brought.so_far) == (dict(report), {})


def test_one_whose_worker_died_counts_what_was_stored_before(project, job) -> None:
    def die(share: float) -> None:
        if share > 0.7:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        some(job, progress=die)
    assert 0 < counts(project)[2] < ROWS
    report = some(job)
    assert (report["imported"], report["duplicates"]) == (ROWS, 0)
    assert counts(project)[2] == ROWS


@pytest.mark.parametrize("waits", [True, False])
def test_it_gives_way_to_another_project_alone(project, other, job, monkeypatch, waits) -> None:
    monkeypatch.setattr("feedback.jobs.SLICE", 0.0)
    job.file.save("votes.jsonl", ContentFile(content()))
    job.options = {"skip_bad": True, "repeats": "each"}
    job.save()
    Upkeep.objects.create(kind="words", project=other if waits else project)
    taken = claim("bulk")
    while taken is not None and taken != job:
        taken = claim("bulk")
    assert type(carry_out_import(taken)).__name__ == ("More" if waits else "Done")
