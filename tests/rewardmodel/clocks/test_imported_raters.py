"""Raters of imported files count like any other, whatever they are called."""

from __future__ import annotations

import io
import json

import pytest
from django.db import IntegrityError, transaction

from feedback.imports.importing import ImportOptions, import_file
from feedback.models import RaterBelief
from feedback.models.rater_beliefs import LONGEST_NAME
from rewardmodel.models import TrainingRun
from rewardmodel.services.encoders import reader_of
from rewardmodel.services.fast_clock import refit_head, update_head
from rewardmodel.services.features import prepare_features
from rewardmodel.services.heads import ensure_live_head
from rewardmodel.services.training import run_training

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tiny_encoder")]

MAPPING = {
    "prompt": "q", "response_a": "a", "response_b": "b", "choice": "won", "rater": "who",
}  # fmt: skip


def test_refit_and_training_take_names_as_long_as_imports_allow(project, settings):
    settings.PLUMBLINE_TRAIN_EPOCHS = 1
    longest = "ü" * LONGEST_NAME
    rows = [
        {"q": f"Why {i}?", "a": f"So {i}.", "b": "No.", "won": "ab"[i % 2], "who": who}
        for i in range(6)
        for who in (longest, longest[:-1], "w1")
    ]
    import_file(
        project=project,
        file=io.BytesIO("\n".join(json.dumps(row) for row in rows).encode()),
        format="mapping",
        options=ImportOptions(mapping=MAPPING, keep_raters=True),
    )
    head = ensure_live_head(project)
    prepare_features(project_id=project.pk, reader=reader_of(head.version))
    update_head(project_id=project.pk)
    assert refit_head(project_id=project.pk)
    assert refit_head(project_id=project.pk)
    found = RaterBelief.objects.filter(project=project).exclude(pseudonym="")
    assert set(found.values_list("pseudonym", "answers")) == {
        (longest, 6), (longest[:-1], 6), ("w1", 6),
    }  # fmt: skip
    run = TrainingRun.objects.create(project=project)
    run_training(run_id=run.pk)
    run.refresh_from_db()
    assert run.state == TrainingRun.State.SUCCEEDED, run.message


def test_no_rater_is_believed_twice(project, people):
    for who in ({"pseudonym": "w1"}, {}, {"annotator": people["annotator"]}):
        RaterBelief.objects.create(project=project, log_tie=-1.5, **who)
        with pytest.raises(IntegrityError), transaction.atomic():
            RaterBelief.objects.create(project=project, log_tie=-1.5, **who)
