"""Which comparisons are served depends on what the model learned, and from whom."""

from __future__ import annotations

from pydoc_data.topics import topics

import numpy as np
import pytest

from feedback.models import Comparison, Membership, Preference, Project, User
from feedback.services.trees import add_document, open_documents
from rewardmodel.learning.annotators import SimulatedAnnotator, coverage_reward, plain_reward
from rewardmodel.management.commands.simulate_annotators import answer_one
from rewardmodel.models import LiveHead
from rewardmodel.services.queue import refresh_queue

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tiny_encoder")]
ANSWERS = 24


def a_project(slug: str, **settings) -> Project:
    values = {"open_documents": 3, "queue_size": 60, "settle_answers": 1000, "random_share": 0.0}
    project = Project.objects.create(slug=slug, name=slug, **(values | settings))
    for name in ("try", "with", "raise"):
        add_document(project=project, title=name, text=topics[name])
    open_documents(project=project)
    return project


def served_texts(project: Project) -> list[tuple[str, str]]:
    rows = Preference.objects.filter(project=project, is_current=True).order_by("id")
    return list(rows.values_list("comparison__response_a__text", "comparison__response_b__text"))


def label(project: Project, reward) -> None:
    user, _ = User.objects.get_or_create(username="somebody")
    Membership.objects.create(project=project, user=user, role="annotator")
    annotator = SimulatedAnnotator(reward, reliability=4.0, seed=3)
    refresh_queue(project_id=project.pk)
    for _ in range(ANSWERS):
        assert answer_one(project, user, annotator)


def test_two_tastes_are_served_different_comparisons():
    one, other = a_project("coverage"), a_project("plain")
    label(one, coverage_reward)
    label(other, lambda prompt, response: -coverage_reward(prompt, response))
    # Before the model knows anything the order is random; what follows is its doing.
    late, of_other = set(served_texts(one)[12:]), set(served_texts(other)[12:])
    assert late != of_other
    heads = {head.project.slug: head for head in LiveHead.objects.all()}
    assert heads["coverage"].step == heads["plain"].step == ANSWERS


def test_what_is_served_is_what_the_model_is_least_sure_of():
    project = a_project("plain")
    label(project, plain_reward)
    waiting = Comparison.objects.filter(project=project, status="open", policy="margin")
    priorities = np.array(waiting.order_by("-priority").values_list("priority", flat=True))
    rewards = waiting.order_by("-priority").values_list("response_a__reward", "response_b__reward")
    gaps = np.array([abs(a - b) for a, b in rewards])
    assert (np.diff(priorities) <= 0).all()
    # Priorities also count length, which rewards leave out, so the orders agree without being one.
    ranks = np.argsort(np.argsort(gaps))
    assert np.corrcoef(ranks, np.arange(len(ranks)))[0, 1] > 0.5
