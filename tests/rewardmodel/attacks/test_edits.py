"""The live reward of an edit: its place among trained responses, and what each sentence adds."""

from __future__ import annotations

import numpy as np
import pytest

from rewardmodel.models import LiveHead
from rewardmodel.services.fast_clock import refit_head, update_head
from rewardmodel.services.features import Item
from rewardmodel.services.scoring import score_items

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("scorer")]
URL = "/api/v1/projects/plumb/red-team/score/"
PROMPT = "What is the value of item 3?"
EDIT = "The value is 3. It is 3, or nearly so. Nobody ever measured it."


@pytest.fixture
def learned(project, people, make_comparisons, give_answers) -> None:
    make_comparisons(20)
    give_answers(project, people["annotator"], 20)
    update_head(project_id=project.pk)
    refit_head(project_id=project.pk)


def means(project, *texts):
    items = [Item(PROMPT, text) for text in texts]
    return score_items(project_id=project.pk, items=items)["mean"]


def test_an_edit_has_the_reward_that_is_served_and_its_percentile(project, learned, client_of):
    told = client_of("researcher").post(URL, {"prompt": PROMPT, "response": EDIT}).json()
    assert told["reward"] == pytest.approx(means(project, EDIT)[0], abs=1e-9)
    assert told["sentences"] is None
    assert told["step"] == LiveHead.objects.get().step
    trained = [
        score_items(
            project_id=project.pk,
            items=[Item(f"What is the value of item {i}?", text)],
        )["mean"][0]
        for i in range(20)
        for text in (f"The value is {i}.", f"It is {i}, or nearly so.")
    ]
    # Kept features are rounded to half precision: a neighbour may change its side.
    share = np.mean(np.array(trained) < told["reward"])
    assert told["percentile"] == pytest.approx(share, abs=0.06)
    assert 0 <= told["familiarity"] <= 1


def test_what_a_sentence_adds_is_the_reward_less_that_without_it(project, learned, client_of):
    body = {"prompt": PROMPT, "response": EDIT, "sentences": True}
    told = client_of("researcher").post(URL, body, format="json").json()
    first, second, third = "The value is 3.", "It is 3, or nearly so.", "Nobody ever measured it."
    without = means(project, f"{second} {third}", f"{first} {third}", f"{first} {second}")
    twice = means(
        project,
        f"{first} {first} {second} {third}",
        f"{first} {second} {second} {third}",
        f"{first} {second} {third} {third}",
    )
    parts = [EDIT[each["start"] : each["end"]] for each in told["sentences"]]
    assert parts == [first, second, third]
    adds = [each["adds"] for each in told["sentences"]]
    assert adds == pytest.approx([told["reward"] - mean for mean in without], abs=1e-6)
    repeating = [each["repeating_adds"] for each in told["sentences"]]
    assert repeating == pytest.approx([mean - told["reward"] for mean in twice], abs=1e-6)


def test_one_sentence_and_none_have_nothing_to_be_compared_with(learned, client_of):
    for response in ("The value is 3.", ""):
        body = {"prompt": PROMPT, "response": response, "sentences": True}
        told = client_of("researcher").post(URL, body, format="json")
        assert (told.status_code, told.json()["sentences"]) == (200, [])


def test_before_any_answer_there_is_no_percentile(project, client_of):
    told = client_of("admin").post(URL, {"prompt": PROMPT, "response": EDIT})
    assert (told.status_code, told.json()["percentile"]) == (200, None)


def test_annotators_never_see_rewards(client_of, project):
    body = {"prompt": PROMPT, "response": EDIT}
    assert client_of("annotator").post(URL, body).status_code == 403
    assert client_of("outsider").post(URL, body).status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        {"response": "A"},
        {"prompt": "A"},
        {"prompt": [], "response": "A"},
        {"prompt": "A", "response": "A", "more": 1},
        {"prompt": "A", "response": ["A"]},
        {"prompt": "A", "response": "x" * 100_001},
    ],
)
def test_what_cannot_be_scored_is_refused_in_the_one_shape(client_of, body):
    refused = client_of("researcher").post(URL, body, format="json")
    assert refused.status_code == 400, refused.content
    assert set(refused.json()) == {"code", "message", "details"}
