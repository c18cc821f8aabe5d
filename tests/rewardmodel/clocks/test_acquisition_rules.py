"""Every rule fills the queue; the adaptive one goes by the lift that was measured."""

from __future__ import annotations

from dataclasses import asdict

import pytest

from feedback.acquisition_rules import ACQUISITION_RULES
from feedback.models import Comparison
from rewardmodel.learning.asking.lift import Estimate, Lift
from rewardmodel.learning.head.annotators import coverage_reward
from rewardmodel.models import LiveHead
from rewardmodel.services.encoders import reader_of
from rewardmodel.services.fast_clock import refit_head, update_head
from rewardmodel.services.features import prepare_features
from rewardmodel.services.heads import ensure_live_head
from rewardmodel.services.lift import kept_lift
from rewardmodel.services.queue import random_share, refresh_queue, rule_of
from tests.rewardmodel.clocks.test_the_queue_follows_the_model import a_project, label

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tiny_encoder")]


def a_lift(mean: float, error: float) -> dict:
    estimate = Estimate(mean, error, mean - 2 * error, mean + 2 * error)
    return asdict(Lift(estimate, estimate, 200, 40, 60.0)) | {"verdict": "better"}


@pytest.mark.parametrize(
    "acquisition_rule", [rule.name for rule in ACQUISITION_RULES if rule.name != "random"]
)
def test_every_rule_fills_the_queue_and_says_how(acquisition_rule):
    project = a_project("some", acquisition_rule=acquisition_rule, random_share=0.2)
    label(project, coverage_reward)
    opened = Comparison.objects.filter(project=project, status="open")
    assert opened.count() > 30
    drawn = opened.filter(acquisition_rule="random")
    chosen = opened.exclude(acquisition_rule="random")
    assert all(row.propensity and row.score is None for row in drawn)
    assert set(chosen.values_list("acquisition_rule", flat=True)) <= {rule_of(project)}
    assert chosen.exists()
    assert all(row.score is not None for row in chosen.filter(propensity=None))


def test_a_random_project_asks_nothing_else():
    project = a_project("chance", acquisition_rule="random")
    label(project, coverage_reward)
    opened = Comparison.objects.filter(project=project, status="open")
    assert set(opened.values_list("acquisition_rule", "stream")) == {("random", "random")}


def test_the_adaptive_rule_bets_by_the_lift(project):
    project.acquisition_rule, project.random_share = "adaptive", 0.2
    head = ensure_live_head(project)
    rule = rule_of(project)
    unknown = random_share(project, head, rule)
    head.lift = a_lift(0.05, 0.001)
    worth_it = random_share(project, head, rule)
    head.lift = a_lift(-0.05, 0.001) | {"verdict": "worse"}
    worthless = random_share(project, head, rule)
    assert 0.2 <= worth_it <= unknown <= worthless
    assert worthless > 0.9
    project.random_share = 0.5
    head.lift = a_lift(0.05, 0.001)
    assert random_share(project, head, rule) >= 0.5


def test_a_refit_measures_the_lift_once_it_can(project, people, make_comparisons, give_answers):
    make_comparisons(60, acquisition_rule="random", stream="random")
    make_comparisons(60, acquisition_rule="margin", stream="active")
    reader = reader_of(ensure_live_head(project).version)
    prepare_features(project_id=project.pk, reader=reader)
    give_answers(project, people["annotator"], 60)
    update_head(project_id=project.pk)
    refit_head(project_id=project.pk)
    assert LiveHead.objects.get().lift is None
    give_answers(project, people["annotator"], 60)
    update_head(project_id=project.pk)
    refit_head(project_id=project.pk)
    head = LiveHead.objects.get()
    lift = kept_lift(head)
    assert lift is not None
    assert lift.judged_on == 60
    assert head.lift["verdict"] == lift.verdict
    refresh_queue(project_id=project.pk)
