"""Prompts without responses, and models behind small real servers."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
from django.utils import timezone

from feedback.models import Generation, GenerationPlan, GenerationRound, Generator, Prompt
from feedback.services.endpoints import add_endpoint
from feedback.services.indexing import index_texts
from feedback.services.prompts import messages_hash
from feedback.services.work import carry_out
from tests.feedback.generators.model_server import ModelServer, serving

PLANS = "/api/v1/projects/plumb/generation-plans/"


def writes(handler: BaseHTTPRequestHandler, asked: dict[str, Any]) -> None:
    """A text that no other call gets, with the probabilities of its tokens where asked."""
    server: Any = handler.server
    server.written = getattr(server, "written", 0) + 1
    question = asked["messages"][-1]["content"]
    choice: dict[str, Any] = {
        "message": {"content": f"{asked['model']} says {server.written}: {question}"},
        "finish_reason": "stop",
    }
    if asked.get("logprobs"):
        choice["logprobs"] = {"content": [{"logprob": -0.5}, {"logprob": -0.25}]}
    body = json.dumps({"choices": [choice], "usage": {"total_tokens": 7}}).encode()
    handler.send_response(200)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with serving(writes) as made:
        yield made


@pytest.fixture
def generator(project: Any, server: ModelServer) -> Generator:
    return add_endpoint(project=project, name="small", url=server.url, model="small-1", retries=1)


@pytest.fixture
def prompts(project: Any) -> list[Prompt]:
    return make_prompts(project, 4)


def make_prompts(project: Any, count: int, **metadata: Any) -> list[Prompt]:
    start = Prompt.objects.count()
    made = []
    for number in range(start, start + count):
        messages = [{"role": "user", "content": f"How true is wall {number}?"}]
        digest = messages_hash(messages)
        made.append(
            Prompt.objects.create(
                project=project,
                messages=messages,
                content_hash=digest,
                origin=digest,
                metadata=metadata,
            )
        )
    while index_texts():  # so that their words are found on PostgreSQL
        pass
    return made


def lay_out() -> None:
    """Carries out the rounds that wait."""
    for row in GenerationRound.objects.filter(state__in=("queued", "running")):
        carry_out(row)


def write_all() -> None:
    """Carries out all that plans ask for, whatever waits it would keep."""
    lay_out()
    for _ in range(100):
        Generation.objects.filter(state__in=("queued", "running")).update(due_at=timezone.now())
        waiting = list(Generation.objects.filter(state__in=("queued", "running")))
        if not waiting:
            return
        for row in waiting:
            carry_out(row)
    raise AssertionError("It never ends.")


@pytest.fixture
def add_plan(client_of: Any, generator: Generator) -> Callable[..., Any]:
    def call(**fields: Any) -> Any:
        body = {"name": "fill", "sources": [{"generator": generator.pk}]} | fields
        return client_of("admin").post(PLANS, body, format="json")

    return call


def plan_of(answer: Any) -> GenerationPlan:
    assert answer.status_code == 201, answer.content
    return GenerationPlan.objects.get(pk=answer.json()["id"])


__all__ = ["PLANS", "lay_out", "make_prompts", "plan_of", "write_all"]
