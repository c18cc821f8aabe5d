"""Selection over HTTP: among candidates that are sent, and among samples of a real small server."""

from __future__ import annotations

import json
import threading

import numpy as np
import pytest
from rest_framework.test import APIClient

from feedback.models import (
    Endpoint,
    EvaluationItem,
    EvaluationSet,
    Prompt,
    Response,
    Upkeep,
)
from feedback.services.checkpoints import add_checkpoint
from feedback.services.endpoints import add_endpoint
from feedback.services.prompts import messages_hash
from rewardmodel.services.fast_clock import update_head
from tests.feedback.generators.model_server import says, sends, serving

pytestmark = pytest.mark.django_db
SELECT = "/api/v1/projects/plumb/select/"
REWARD = "/api/v1/projects/plumb/reward/"
CHAT = "/api/v1/projects/plumb/v1/chat/completions"
PROMPT = "What hangs from the cord?"
CANDIDATES = ["A weight.", "Nothing at all, or so they say.", "Lead.", "The mason's hat."]
MESSAGES = [{"role": "user", "content": PROMPT}]


@pytest.fixture
def rewards(scorer, project, people, make_comparisons, give_answers, client_of):
    """What a head that has learned thinks of the candidates, asked for at the older address."""
    make_comparisons(8)
    give_answers(project, people["annotator"], 8)
    update_head(project_id=project.pk)
    items = [{"prompt": PROMPT, "response": text} for text in CANDIDATES]
    told = client_of("researcher").post(REWARD, {"items": items}, format="json").json()
    return told


def select(client_of, **fields):
    body = {"prompt": PROMPT, "candidates": CANDIDATES} | fields
    return client_of("researcher").post(SELECT, body, format="json")


def test_the_best_by_the_live_head_is_picked(rewards, client_of):
    told = select(client_of).json()
    means = [each["mean"] for each in rewards["rewards"]]
    assert [each["mean"] for each in told["rewards"]] == pytest.approx(means)
    assert told["choice"] == int(np.argmax(means))
    assert (told["rank"], told["met"], told["rule"]) == (1, True, "best")
    assert told["kl_bound"] == pytest.approx(np.log(4) - 3 / 4)
    assert told["effective_sample_size"] == 1
    assert told["familiarity"] == rewards["familiarity"]
    assert (told["version"], told["step"]) == (rewards["version"], rewards["step"])
    assert len(set(means)) == 4
    assert not Prompt.objects.filter(content_hash=messages_hash(MESSAGES)).exists()


def test_each_rule_picks_as_it_says(rewards, client_of):
    means = np.array([each["mean"] for each in rewards["rewards"]])
    stds = np.array([each["std"] for each in rewards["rewards"]])
    ascending = np.argsort(means)
    middle = select(client_of, rule="quantile", quantile=0.5).json()
    assert (middle["choice"], middle["rank"]) == (ascending[1], 3)
    low = float(means.min()) - 1
    assert select(client_of, rule="threshold", threshold=low).json()["choice"] == 0
    never = select(client_of, rule="threshold", threshold=1e5).json()
    assert (never["choice"], never["met"]) == (ascending[-1], False)
    careful = select(client_of, rule="lower_bound", k=2).json()
    assert careful["choice"] == int(np.argmax(means - 2 * stds))
    drawn = [
        select(client_of, rule="boltzmann", temperature=5.0, seed=seed).json()
        for seed in (1, 1, 2, 3, 4, 5)
    ]
    assert drawn[0] == drawn[1]
    expected = np.exp(means / 5) / np.exp(means / 5).sum()
    np.testing.assert_allclose(drawn[0]["weights"], expected)
    assert drawn[0]["effective_sample_size"] == pytest.approx(1 / (expected**2).sum())


@pytest.mark.parametrize("fields", [
    {"candidates": []}, {"candidates": ["a"] * 65}, {"candidates": [1]}, {"prompt": []},
    {"rule": "worst"}, {"rule": "quantile"}, {"rule": "quantile", "quantile": 0},
    {"rule": "quantile", "quantile": 1.5}, {"rule": "boltzmann"}, {"rule": "threshold"},
    {"rule": "boltzmann", "temperature": 0}, {"rule": "lower_bound", "k": -1},
    {"rule": "best", "k": 1}, {"stray": 1}, {"seed": -1},
])  # fmt: skip
def test_odd_requests_are_refused_in_the_one_shape(scorer, client_of, fields):
    refused = select(client_of, **fields)
    assert refused.status_code == 400, fields
    assert set(refused.json()) == {"code", "message", "details"}


def test_without_a_scorer_it_says_when_to_come_back(client_of):
    refused = select(client_of)
    assert (refused.status_code, refused.json()["code"]) == (503, "scorer_unavailable")
    assert int(refused["Retry-After"]) > 0


@pytest.fixture
def model(project):
    """A model that says each of the candidates once."""
    with serving(*(says(text, tokens=5) for text in CANDIDATES)) as server:
        add_endpoint(project=project, name="small", url=server.url, model="small-1")
        yield server


def chat(client_of, role="researcher", **fields):
    body = {"model": "small", "messages": MESSAGES, "n": 4} | fields
    return client_of(role).post(CHAT, body, format="json")


def test_samples_are_drawn_and_the_best_comes_back(rewards, model, project, client_of):
    told = chat(client_of, temperature=1.1, max_tokens=77).json()
    by_text = dict(zip(CANDIDATES, rewards["rewards"], strict=True))
    best = max(by_text, key=lambda text: by_text[text]["mean"])
    (choice,) = told["choices"]
    assert choice["message"] == {"role": "assistant", "content": best}
    assert (choice["index"], choice["finish_reason"]) == (0, "stop")
    assert (told["object"], told["model"]) == ("chat.completion", "small")
    assert told["usage"] == {"total_tokens": 20}
    assert told["selection"]["rank"] == 1
    assert sorted(told["selection"]["candidates"]) == sorted(CANDIDATES)
    sent = [call["body"] for call in model.calls]
    assert len(sent) == 4
    assert all(each["temperature"] == 1.1 and each["max_tokens"] == 77 for each in sent)
    prompt = Prompt.objects.get(content_hash=messages_hash(MESSAGES))
    assert prompt.messages == MESSAGES
    assert set(prompt.responses.values_list("text", flat=True)) == set(CANDIDATES)
    assert set(told["selection"]["responses"]) == set(prompt.responses.values_list("pk", flat=True))
    assert prompt.responses.all()[0].sampling["temperature"] == 1.1
    assert Upkeep.objects.filter(kind="features", project=project).exists()
    assert (Endpoint.objects.get().calls, Endpoint.objects.get().tokens) == (4, 20)


def test_a_token_lets_a_program_in_as_openai_clients_send_it(scorer, model, client_of, people):
    made = client_of("researcher").post("/api/v1/tokens/", {"name": "policy", "days": 1}).json()
    client = APIClient(headers={"Authorization": f"Bearer {made['token']}"})
    body = {"model": "small", "messages": MESSAGES, "n": 2}
    assert client.post(CHAT, body, format="json").status_code == 200
    wrong = APIClient(headers={"Authorization": "Bearer wrong"})
    assert wrong.post(CHAT, body, format="json").status_code == 401


def test_a_stream_is_one_chunk(scorer, model, client_of):
    answer = chat(client_of, stream=True)
    assert answer["Content-Type"] == "text/event-stream"
    lines = [line for line in answer.content.decode().split("\n\n") if line]
    assert lines[-1] == "data: [DONE]"
    said, ended = (json.loads(line.removeprefix("data: ")) for line in lines[:-1])
    assert said["choices"][0]["delta"]["content"] in CANDIDATES
    assert (ended["choices"][0]["finish_reason"], said["id"]) == ("stop", ended["id"])


def test_a_checkpoint_can_be_named(scorer, model, project, client_of):
    generator = Endpoint.objects.get().generator
    old = add_checkpoint(generator=generator, name="v1", model="small-v1")
    add_checkpoint(generator=generator, name="v2", model="small-v2")
    assert chat(client_of, model="small@v1", n=1).status_code == 200
    assert model.calls[-1]["body"]["model"] == "small-v1"
    assert Response.objects.get().checkpoint == old
    assert chat(client_of, n=1).status_code == 200
    assert model.calls[-1]["body"]["model"] == "small-v2"
    for name in ("other", "small@v3", "small@"):
        refused = chat(client_of, model=name)
        assert (refused.status_code, refused.json()["code"]) == (404, "unknown_model"), name


def test_some_that_fail_are_left_out_and_all_that_fail_are_told(scorer, project, client_of):
    with serving(sends(500), says("Lead."), says("A weight."), sends(500)) as server:
        add_endpoint(project=project, name="small", url=server.url, model="small-1")
        told = chat(client_of).json()
        assert sorted(told["selection"]["candidates"]) == ["A weight.", "Lead."]
        refused = chat(client_of)
    assert (refused.status_code, refused.json()["code"]) == (502, "model_failed")
    assert refused.json()["details"]["reason"] == "busy"
    assert "500" in refused.json()["message"]


def test_the_budget_holds_for_all_samples_or_none(scorer, model, client_of):
    Endpoint.objects.update(max_calls=3)
    refused = chat(client_of)
    assert refused.json()["details"] == {"reason": "budget_spent"}
    assert (Endpoint.objects.get().calls, model.calls) == (0, [])
    assert chat(client_of, n=3).status_code == 200


def test_candidates_that_cannot_be_scored_are_kept(model, client_of):
    refused = chat(client_of)
    assert (refused.status_code, refused.json()["code"]) == (503, "scorer_unavailable")
    assert Response.objects.count() == 4


def test_nothing_is_kept_where_it_must_not_be(scorer, model, project, client_of):
    assert chat(client_of, store=False).json()["selection"]["responses"] is None
    assert not Prompt.objects.exists()
    EvaluationItem.objects.create(
        evaluation_set=EvaluationSet.objects.create(project=project, name="held out"),
        messages=MESSAGES, responses=["a", "b"], pairs=[[0, 1]],
        content_hash=messages_hash(MESSAGES), key="k",
    )  # fmt: skip
    assert chat(client_of).json()["selection"]["responses"] is None
    assert not Prompt.objects.exists()


def test_waiting_for_models_takes_only_so_many_threads(scorer, model, client_of, settings):
    settings.PLUMBLINE_SCORER_REQUESTS = 0
    refused = chat(client_of)
    assert (refused.status_code, refused.json()["code"]) == (503, "completions_busy")


def test_samples_are_drawn_at_the_same_time(scorer, project, client_of):
    together = threading.Barrier(4, timeout=20)  # lets nobody answer before all four have asked

    def waits(handler, asked):
        together.wait()
        says("Lead.")(handler, asked)

    with serving(waits) as server:
        add_endpoint(project=project, name="small", url=server.url, model="small-1")
        assert len(chat(client_of).json()["selection"]["candidates"]) == 4
    assert Response.objects.count() == 1  # equal texts are one


@pytest.mark.parametrize("fields", [
    {"n": 0}, {"n": 17}, {"messages": []}, {"messages": "hello"}, {"temperature": 3},
    {"temperature": 0}, {"model": ""}, {"tools": []}, {"selection": {"rule": "quantile"}},
    {"messages": [{"role": "user", "content": [{"type": "image_url"}]}]},
])  # fmt: skip
def test_odd_completions_are_refused_before_a_call(scorer, model, client_of, fields):
    refused = chat(client_of, **fields)
    assert refused.status_code == 400, fields
    assert set(refused.json()) == {"code", "message", "details"}
    assert model.calls == []


def test_who_may_select(model, client_of):
    for role, status in (("annotator", 403), ("outsider", 404), ("anonymous", 401)):
        assert chat(client_of, role).status_code == status
        body = {"prompt": PROMPT, "candidates": CANDIDATES}
        assert client_of(role).post(SELECT, body, format="json").status_code == status
    assert model.calls == []


def test_length_is_paid_as_the_project_says_or_the_request_asks(rewards, model, project, client_of):
    assert select(client_of).json()["length"] == rewards["length"]
    capped = select(client_of, length="capped", length_cap=3).json()
    assert (capped["length"], capped["length_cap"]) == ("capped", 3)
    told = chat(client_of, n=1, selection={"length": "paid"}).json()["selection"]
    assert (told["length"], told["length_cap"]) == ("paid", None)
