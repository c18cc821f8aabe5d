"""Every version is scored on every set: when a set comes, when it grows, when a version comes."""

from __future__ import annotations

import io
import json

import pytest

from feedback.imports.importing import ImportOptions, import_file
from feedback.models import EvaluationSet, Import
from rewardmodel.models import EvaluationResult, LiveHead, ModelVersion
from rewardmodel.services.evaluation_sets import score_evaluation_sets
from rewardmodel.services.fast_clock import refit_head, update_head
from tests.rewardmodel.removals.conftest import remove  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db


def load(project, rows, **options):
    text = "".join(json.dumps(row) + "\n" for row in rows).encode()
    return import_file(
        project=project, file=io.BytesIO(text), format="trl", options=ImportOptions(**options)
    )


def rows(first, last, word):
    return [
        {"prompt": f"{word} {n}?", "chosen": "long " * 12 + f"{n}.", "rejected": f"No {n}."}
        for n in range(first, last)
    ]


@pytest.fixture
def held_apart(project, tiny_encoder):
    load(project, rows(0, 6, "Held"), evaluation_set="Held apart")
    return EvaluationSet.objects.get()


def test_the_live_version_is_scored_with_its_live_head(project, held_apart, client_of):
    load(project, rows(0, 30, "Trained"))
    while update_head(project_id=project.pk, thorough=True).learned:
        pass
    refit_head(project_id=project.pk)
    assert score_evaluation_sets(project_id=project.pk) == 1
    url = "/api/v1/projects/plumb/evaluation-sets/"
    (found,) = client_of("researcher").get(url).json()
    (result,) = found["results"]
    assert (found["name"], found["items"]) == ("Held apart", 6)
    assert (result["version"], result["items"], result["error"]) == (1, 6, "")
    assert result["step"] == LiveHead.objects.get().step
    accuracy = result["figures"]["accuracy"]
    assert accuracy["n"] == 6
    assert accuracy["low"] <= accuracy["value"] <= accuracy["high"]


def test_what_is_scored_already_is_not_scored_again_until_the_set_grows(project, held_apart):
    assert score_evaluation_sets(project_id=project.pk) == 1
    assert score_evaluation_sets(project_id=project.pk) == 0
    load(project, rows(6, 8, "Held"), evaluation_set="Held apart")
    assert score_evaluation_sets(project_id=project.pk) == 1
    assert EvaluationResult.objects.get().items == 8


def test_a_version_that_cannot_be_loaded_says_why(project, held_apart):
    score_evaluation_sets(project_id=project.pk)
    ModelVersion.objects.create(project=project, number=2, encoder_key="gone")
    assert score_evaluation_sets(project_id=project.pk) == 1
    result = EvaluationResult.objects.get(version__number=2)
    assert "no head" in result.error
    assert result.figures == {}


def test_a_set_goes_with_the_import_that_brought_it(project, held_apart, remove):  # noqa: F811
    score_evaluation_sets(project_id=project.pk)
    remove("import", {"import": Import.objects.get().pk})
    assert not EvaluationSet.objects.exists()
    assert not EvaluationResult.objects.exists()
