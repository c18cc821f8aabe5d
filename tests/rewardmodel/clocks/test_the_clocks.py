"""The fast clock learns each answer once; the slow clock makes versions; trees reach their root."""

from __future__ import annotations

from datetime import timedelta
from pydoc_data.topics import topics

import pytest
from django.utils import timezone

from feedback.models import Comparison, Document, Preference
from feedback.services.answering import undo_preference
from feedback.services.trees import add_document, open_documents
from rewardmodel.learning.head.annotators import SimulatedAnnotator, coverage_reward
from rewardmodel.management.commands.simulate_annotators import answer_one
from rewardmodel.models import LearnedPreference, LiveHead, ModelVersion, Promotion
from rewardmodel.services import training
from rewardmodel.services.fast_clock import refit_head, update_head
from rewardmodel.services.features import Item
from rewardmodel.services.heads import ensure_live_head, load_posterior
from rewardmodel.services.promotion import perform_promotion
from rewardmodel.services.queue import refresh_queue
from rewardmodel.services.requests import request_promotion, request_training_run
from rewardmodel.services.scoring import score_items

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tiny_encoder")]


def test_every_answer_is_learned_exactly_once(project, people, make_comparisons, give_answers):
    make_comparisons(6)
    given = give_answers(project, people["annotator"], 4)
    assert update_head(project_id=project.pk) == (4, 4, False)
    assert update_head(project_id=project.pk) == (4, 0, False)
    given += give_answers(project, people["annotator"], 2)
    assert update_head(project_id=project.pk).step == 6
    learned = LearnedPreference.objects.values_list("preference", "step").order_by("step")
    assert list(learned) == [(row.pk, step) for step, row in enumerate(given, start=1)]


def test_an_answer_taken_back_is_unlearned(project, people, make_comparisons, give_answers):
    make_comparisons(3)
    head = ensure_live_head(project)
    untouched = load_posterior(head)
    (given,) = give_answers(project, people["annotator"], 1)
    update_head(project_id=project.pk)
    assert abs(load_posterior(head).mean).max() > 0
    undo_preference(preference_id=given.pk, annotator=people["annotator"])
    assert update_head(project_id=project.pk) == (1, 0, True)
    assert refit_head(project_id=project.pk)
    head.refresh_from_db()
    assert head.step == 2
    assert load_posterior(head).mean == pytest.approx(untouched.mean, abs=1e-9)
    assert not LearnedPreference.objects.exists()


def test_a_retrain_makes_a_version_and_rolling_back_restores_the_first(
    project, people, make_comparisons, give_answers
):
    make_comparisons(24)
    give_answers(project, people["annotator"], 20)
    update_head(project_id=project.pk)
    run = request_training_run(project=project, trigger="person")
    run = training.run_training(run_id=run.pk)
    assert (run.state, run.progress) == ("succeeded", 1.0), run.error
    made = ModelVersion.objects.get(number=2)
    assert made.state == ("live" if run.outcome == "promoted" else "rejected")
    assert made.metrics["held_out_preferences"] > 0
    other = ModelVersion.objects.get(number=1 if run.outcome == "promoted" else 2)
    asked = request_promotion(version=other, requested_by=None, reason="by hand")
    assert perform_promotion(promotion_id=asked.pk).state == Promotion.State.SUCCEEDED
    assert LiveHead.objects.get().version == other
    assert LearnedPreference.objects.count() == 20


def test_a_damaged_artefact_leaves_the_live_head_alone(project, make_comparisons):
    make_comparisons(2)
    ensure_live_head(project)
    broken = ModelVersion.objects.create(
        project=project, number=2, encoder_key="0" * 64, artefact="nowhere", artefact_hash="1" * 64
    )
    asked = request_promotion(version=broken, requested_by=None, reason="by hand")
    done = perform_promotion(promotion_id=asked.pk)
    assert done.state == Promotion.State.FAILED
    assert LiveHead.objects.get().version.number == 1
    scores = score_items(project_id=project.pk, items=[Item("a question", "an answer")])
    assert scores["version"] == 1


def test_a_document_is_carried_to_its_root(project, people):
    project.summary_tokens = 40
    project.settle_answers = 1
    project.settle_probability = 0.3
    project.save()
    document = add_document(project=project, title="Assignment", text=topics["try"][:5000])
    open_documents(project=project)
    annotator = SimulatedAnnotator(coverage_reward, seed=1)
    refresh_queue(project_id=project.pk)
    for _ in range(200):
        if not answer_one(project, people["annotator"], annotator):
            break
    document.refresh_from_db()
    assert document.state == Document.State.SETTLED
    root = document.nodes.get(parent=None)
    assert root.settled_response is not None
    assert root.height > 0


def test_the_random_share_is_logged_and_the_rest_follows_the_model(project, people):
    for name in ("try", "with", "raise"):
        add_document(project=project, title=name, text=topics[name])
    project.open_documents, project.queue_size, project.settle_answers = 3, 40, 1000
    project.acquisition_rule = "margin"
    project.save()
    open_documents(project=project)
    refresh_queue(project_id=project.pk)
    annotator = SimulatedAnnotator(coverage_reward, seed=2)
    for _ in range(15):
        assert answer_one(project, people["annotator"], annotator)
    opened = Comparison.objects.filter(status="open")
    active, drawn = opened.filter(stream="active"), opened.filter(stream="random")
    assert set(active.values_list("acquisition_rule", flat=True)) == {"margin"}
    assert all(row.propensity and row.acquisition_rule == "random" for row in drawn)
    assert drawn.exists()
    assert all(row.priority <= 0 for row in active)


def test_old_answers_are_not_looked_at_again_and_late_ones_are_found(
    project, people, make_comparisons, give_answers
):
    make_comparisons(6)
    _, late, last = give_answers(project, people["annotator"], 3)
    Preference.objects.filter(pk=late.pk).update(is_current=False)  # not committed yet
    Preference.objects.update(created_at=timezone.now() - timedelta(hours=1))
    assert update_head(project_id=project.pk, thorough=True).step == 2
    assert LiveHead.objects.get().settled_id == last.pk
    Preference.objects.filter(pk=late.pk).update(is_current=True)
    give_answers(project, people["annotator"], 1)
    assert update_head(project_id=project.pk) == (3, 1, False)
    assert update_head(project_id=project.pk, thorough=True) == (4, 1, False)
