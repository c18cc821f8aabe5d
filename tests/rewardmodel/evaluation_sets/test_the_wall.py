"""What is for evaluation only is never asked, never learned, and shares no prompt with training."""

from __future__ import annotations

import io
import json

import pytest

from feedback.errors import Refusal
from feedback.imports.importing import ImportOptions, import_file
from feedback.models import Comparison, EvaluationItem, EvaluationSet, Preference, Prompt, Response
from rewardmodel.models import LearnedPreference
from rewardmodel.services.fast_clock import update_head

pytestmark = pytest.mark.django_db


@pytest.fixture
def bring(project):
    def run(rows, format="trl", **options):
        text = "".join(json.dumps(row) + "\n" for row in rows).encode()
        return import_file(
            project=project, file=io.BytesIO(text), format=format, options=ImportOptions(**options)
        )

    return run


def trl(*numbers):
    return [{"prompt": f"Q{n}?", "chosen": f"Yes {n}.", "rejected": f"No {n}."} for n in numbers]


def test_evaluation_rows_make_nothing_that_is_asked_or_learned(project, bring, tiny_encoder):
    report = bring(trl(1, 2), evaluation_set="Held apart")
    assert report["imported"] == 2
    for model in (Prompt, Response, Comparison, Preference):
        assert not model.objects.exists(), model
    assert update_head(project_id=project.pk, thorough=True).learned == 0
    assert not LearnedPreference.objects.exists()
    item = EvaluationItem.objects.order_by("pk")[0]
    assert (item.responses, item.pairs) == (["Yes 1.", "No 1."], [[0, 1]])


def test_a_training_row_about_an_evaluation_prompt_is_refused_and_counted(bring):
    bring(trl(1, 2), evaluation_set="Held apart")
    dry = bring(trl(2, 3), dry_run=True)
    report = bring(trl(2, 3))
    assert report["skipped"] == dry["skipped"] == {"in_evaluation": 1}
    assert (report["imported"], report["rows"], report["bad"]) == (1, 2, 1)
    assert [prompt.messages[0]["content"] for prompt in Prompt.objects.all()] == ["Q3?"]


def test_an_evaluation_row_about_a_training_prompt_is_refused_and_counted(bring):
    bring(trl(1))
    report = bring(trl(1, 2), evaluation_set="Held apart")
    assert (report["imported"], report["skipped"]) == (1, {"in_training": 1})


def test_the_same_row_is_in_a_set_once(bring):
    bring(trl(1, 2), evaluation_set="Held apart")
    report = bring(trl(2, 3), evaluation_set="Held apart")
    assert (report["imported"], report["duplicates"]) == (1, 1)
    assert EvaluationSet.objects.get().items.count() == 3


def test_a_dry_run_makes_no_set(bring):
    assert bring(trl(1), evaluation_set="Held apart", dry_run=True)["imported"] == 1
    assert not EvaluationSet.objects.exists()


def test_rows_without_an_order_are_refused(bring):
    report = bring(
        [{"q": "Why?", "x": "A.", "y": "B.", "c": "tie"}],
        format="mapping",
        mapping={"prompt": "q", "response_a": "x", "response_b": "y", "choice": "c"},
        evaluation_set="Held apart",
    )
    assert report["skipped"] == {"no_order": 1}


@pytest.mark.parametrize(
    ("format", "name"), [("trl", ""), ("trl", "x" * 101), ("prompts", "Held apart")]
)
def test_a_set_needs_a_name_and_an_order(bring, format, name):
    with pytest.raises(Refusal, match=r"name|better") as refused:
        bring([], format=format, evaluation_set=name)
    assert refused.value.code == "bad_evaluation_set"
