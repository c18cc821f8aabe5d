"""A project with imported and own answers, a head that learned them, and a snapshot."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from feedback.jobs import request_export, request_import, run_job
from feedback.models import Import, Removal
from feedback.removals.asking import request_removal
from rewardmodel.services.fast_clock import update_head
from rewardmodel.services.forgetting import run_removal


def votes(rater: str, prompts: range, *, salt: str = "") -> list[dict[str, Any]]:
    return [
        {
            "question": f"What is quince-{n}?",
            "first": f"Answer alpha-{n} {salt}.",
            "second": f"Answer beta-{n} {salt}.",
            "better": "1",
            "who": rater,
            "note": f"said {rater}-note-{n}",
        }
        for n in prompts
    ]


MAPPING = {
    "prompt": "question",
    "response_a": "first",
    "response_b": "second",
    "choice": "better",
    "choices": {"1": "a", "2": "b"},
    "rater": "who",
}


@pytest.fixture
def bring(project, people):
    """Imports rows as a page does; returns the `Import`."""

    def run(rows: list[dict[str, Any]], to: Any = None) -> Import:
        text = "\n".join(json.dumps(row) for row in rows)
        from feedback.imports.importing import ImportOptions

        job = request_import(
            project=to or project,
            upload=SimpleUploadedFile("votes.jsonl", text.encode()),
            format="mapping",
            created_by=people["researcher"],
            options=ImportOptions(mapping=MAPPING, keep_raters=True),
        )
        done = run_job(job_id=job.pk)
        assert done.state == "succeeded", done.error
        return Import.objects.get(job=job)

    return run


@pytest.fixture
def export(project, people):
    def run() -> Any:
        job = request_export(project=project, format="raw", created_by=people["researcher"])
        assert run_job(job_id=job.pk).state == "succeeded"
        return job.snapshot

    return run


@pytest.fixture
def learn(tiny_encoder, monkeypatch):
    """Has the head learn all there is, as the live worker would."""
    monkeypatch.setattr("rewardmodel.services.features.INLINE_RESPONSES", 10_000)
    # Other tests have embedded the same texts in this process.
    monkeypatch.setattr("rewardmodel.services.features._rows", {})

    def run(project: Any) -> None:
        while update_head(project_id=project.pk, thorough=True).learned:
            pass

    return run


@pytest.fixture
def remove(project, people):
    """Asks for a removal and carries it out."""

    def run(kind: str, target: dict[str, Any], to: Any = None, **rest: Any) -> Removal:
        removal = request_removal(
            project=to or project,
            kind=kind,
            target=target,
            reason="They asked for it.",
            requested_by=people["admin"],
            **rest,
        )
        done = run_removal(removal_id=removal.pk)
        assert done.state == "succeeded", done.error
        return done

    return run
