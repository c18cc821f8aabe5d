"""Rewards over HTTP when no scorer answers, and what is refused before one is asked."""

from __future__ import annotations

import base64

import pytest
from rest_framework.test import APIClient

pytestmark = pytest.mark.django_db
REWARD = "/api/v1/projects/plumb/reward/"
OPENRLHF = "/api/v1/projects/plumb/reward/openrlhf/"
ITEM = {"prompt": "What hangs from the cord?", "response": "A weight."}


def test_without_a_scorer_it_says_when_to_come_back(client_of):
    refused = client_of("researcher").post(REWARD, {"items": [ITEM]})
    assert (refused.status_code, refused.json()["code"]) == (503, "scorer_unavailable")
    assert int(refused["Retry-After"]) > 0


@pytest.mark.parametrize(
    ("url", "body"),
    [
        (REWARD, {}),
        (REWARD, {"items": []}),
        (REWARD, {"items": [ITEM] * 513}),
        (REWARD, {"items": [ITEM | {"prompt": []}]}),
        (REWARD, {"items": [{"response": "only a response"}]}),
        (REWARD, {"items": [ITEM], "more": 1}),
        (OPENRLHF, {"query": ["a b"], "prompts": []}),
        (OPENRLHF, {"query": [], "prompts": []}),
    ],
)
def test_what_cannot_be_scored_is_refused_in_the_one_shape(client_of, url, body):
    refused = client_of("researcher").post(url, body)
    assert refused.status_code == 400, refused.content
    assert set(refused.json()) == {"code", "message", "details"}


def test_a_token_in_the_address_lets_a_trainer_in(client_of, people):
    made = client_of("researcher").post("/api/v1/tokens/", {"name": "trainer", "days": 1}).json()
    body = {"query": ["a b"], "prompts": ["a "]}

    def status(secret: str) -> int:
        value = base64.b64encode(f"token:{secret}".encode()).decode()
        return (
            APIClient(headers={"Authorization": f"Basic {value}"}).post(OPENRLHF, body).status_code
        )

    assert status(made["token"]) == 503  # in, and no scorer there
    assert status("wrong" * 13) == 401
    damaged = APIClient(headers={"Authorization": "Basic %%%"})
    assert damaged.post(OPENRLHF, body).status_code == 401
