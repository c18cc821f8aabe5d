"""All responses of a project get the live head's rewards, prompt by prompt."""

from __future__ import annotations

import pytest

from feedback.models import Project, Response
from rewardmodel.models import LiveHead
from rewardmodel.services import response_rewards
from rewardmodel.services.fast_clock import update_head
from rewardmodel.services.features import Item
from rewardmodel.services.response_rewards import score_responses
from rewardmodel.services.scoring import score_items

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tiny_encoder")]


def test_stored_rewards_are_those_that_are_served(
    project, people, make_comparisons, give_answers, monkeypatch
):
    make_comparisons(7)
    elsewhere = Project.objects.get(slug="elsewhere")
    give_answers(project, people["annotator"], 5)
    update_head(project_id=project.pk)
    monkeypatch.setattr(response_rewards, "BATCH", 3)  # batches end within prompts
    score_responses(project_id=project.pk)
    responses = list(Response.objects.select_related("prompt").order_by("pk"))
    served = score_items(
        project_id=project.pk,
        items=[Item(each.prompt.messages, each.text) for each in responses],
    )
    # What is kept of a text is in half precision; what is only scored is not rounded.
    assert [each.reward for each in responses] == pytest.approx(served["mean"], abs=1e-3)
    # How sure the model is of a response is against the prompt's others: alike for two of them.
    for pair in zip(responses[::2], responses[1::2], strict=True):
        assert pair[0].reward_std == pytest.approx(pair[1].reward_std, abs=1e-3)
    assert {each.scored_step for each in responses} == {LiveHead.objects.get().step}
    for pair in zip(responses[::2], responses[1::2], strict=True):
        assert sum(each.win_probability or 0 for each in pair) == pytest.approx(1)
    score_responses(project_id=elsewhere.pk)  # where there is none
