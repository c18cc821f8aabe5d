"""Which comparisons are served depends on what the model learned, and from whom."""

from __future__ import annotations

from functools import partial
from pydoc_data.topics import topics

import numpy as np
import pytest

from feedback.models import Comparison, Membership, Preference, Project, Response, User
from feedback.selectors.candidates import keys_by_id, response_keys
from feedback.services.gold import make_gold
from feedback.services.reviewing import ask_again
from feedback.services.serving import lease_next
from feedback.services.trees import add_document, open_documents
from rewardmodel.learning.asking.acquisition import closeness
from rewardmodel.learning.asking.candidates import candidates_of
from rewardmodel.learning.asking.selection import score_candidates
from rewardmodel.learning.encoders.features import comparison_features
from rewardmodel.learning.head.annotators import SimulatedAnnotator, coverage_reward
from rewardmodel.learning.head.posterior import margins
from rewardmodel.management.commands.simulate_annotators import answer_one
from rewardmodel.models import LiveHead
from rewardmodel.selectors.answers import BY_A_PERSON, answers_of
from rewardmodel.services.encoders import reader_of
from rewardmodel.services.features import features_of_keys
from rewardmodel.services.heads import load_posterior
from rewardmodel.services.queue import refresh_queue
from tests.rewardmodel.plain_reward import plain_reward

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tiny_encoder")]
ANSWERS = 24


def a_project(slug: str, **settings) -> Project:
    values = {"open_documents": 3, "queue_size": 60, "settle_answers": 1000, "random_share": 0.0}
    values["acquisition_rule"] = "margin"
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
    refresh_queue(project_id=project.pk)
    waiting = Comparison.objects.filter(project=project, status="open", acquisition_rule="margin")
    rows = list(waiting.order_by("-priority", "id"))
    assert len(rows) > 20
    head = LiveHead.objects.get(project=project)
    keys = keys_by_id(pk for row in rows for pk in (row.response_a_id, row.response_b_id))
    reader = reader_of(head.version)
    phi_a = features_of_keys(reader, [keys[row.response_a_id] for row in rows])
    phi_b = features_of_keys(reader, [keys[row.response_b_id] for row in rows])
    x = comparison_features(phi_a, phi_b, np.zeros(len(rows)))
    expected = closeness(margins(load_posterior(head), x)[0])
    np.testing.assert_allclose([row.priority for row in rows], expected, atol=1e-9)
    assert expected[0] > expected.mean()
    lease = lease_next(project=project, annotator=User.objects.create_user("next"))
    assert lease.comparison_id == rows[0].pk


def test_what_waits_is_worth_what_it_tells_about_the_whole_project():
    """And not what it tells about what waits, which was picked."""
    project = a_project("whole", acquisition_rule="variance_reduction")
    label(project, plain_reward)
    refresh_queue(project_id=project.pk)
    rows = list(
        Comparison.objects.filter(
            project=project, status="open", acquisition_rule="variance_reduction"
        ).order_by("id")
    )
    keys = list(
        response_keys(
            Response.objects.filter(prompt__project=project, prompt__current_node__state="open")
        )
    )
    place = {key.pk: i for i, key in enumerate(keys)}
    head = LiveHead.objects.get(project=project)
    phi = features_of_keys(reader_of(head.version), keys)

    def candidates(pairs):
        prompts = [keys[a].prompt_id for a, _ in pairs]
        return candidates_of(phi, pairs, prompts)

    everything = candidates(
        [
            (i, j)
            for i, a in enumerate(keys)
            for j, b in enumerate(keys[i + 1 :], start=i + 1)
            if a.prompt_id == b.prompt_id and a.content_hash != b.content_hash
        ]
    )
    waiting = candidates([(place[row.response_a_id], place[row.response_b_id]) for row in rows])
    score = partial(score_candidates, "variance_reduction", load_posterior(head), waiting)
    found = [row.priority for row in rows]
    assert 10 < len(waiting) < len(everything)
    np.testing.assert_allclose(found, score(population=everything), rtol=1e-6)
    assert not np.allclose(found, score(), rtol=1e-3)


def test_what_a_person_asked_about_again_stays_in_front():
    project = a_project("again")
    label(project, plain_reward)
    last = Comparison.objects.filter(project=project, status="open").order_by("priority")[0]
    ask_again(comparison_id=last.pk)
    refresh_queue(project_id=project.pk)
    lease = lease_next(project=project, annotator=User.objects.create_user("next"))
    assert lease.comparison_id == last.pk


def test_neither_gold_nor_what_was_asked_for_counts_as_chosen_by_a_rule():
    project = a_project("fair")
    label(project, plain_reward)
    asked = Preference.objects.filter(project=project, is_current=True)
    first, second = asked.order_by("id")[:2]
    first.comparison.asked_again_at = first.created_at
    first.comparison.save()
    gold = make_gold(comparison_id=second.comparison_id, expected="a")
    asked.filter(pk=second.pk).update(comparison=gold)
    found = {answer.pk: answer.acquisition_rule for answer in answers_of(asked)}
    assert (found.pop(first.pk), found.pop(second.pk)) == (BY_A_PERSON, BY_A_PERSON)
    assert set(found.values()) <= {"random", "margin"}
