"""A long document is carried to its root by simulated annotators over HTTP, with a language model
that fails one call in five among the generators; every sentence of the root leads back to it.

Forty pages; TREE_PAGES says otherwise.
"""

from __future__ import annotations

import json
import os
import uuid
from pydoc_data.topics import topics
from typing import Any

import pytest
from django.utils import timezone

from feedback.models import Document, Generation, Preference, Response
from feedback.services.documents import read_documents
from feedback.services.generating import run_generation
from feedback.text import sentence_spans
from rewardmodel.learning.encoders.chat import flat_text
from rewardmodel.learning.head.annotators import SimulatedAnnotator, coverage_reward
from rewardmodel.services.encoders import reader_of
from rewardmodel.services.fast_clock import update_head
from rewardmodel.services.features import prepare_features
from rewardmodel.services.heads import ensure_live_head
from rewardmodel.services.queue import refresh_queue
from tests.feedback.generators.model_server import Answer, says, sends, serving

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tiny_encoder")]
PAGES = int(os.environ.get("TREE_PAGES", "40"))
PAGE = 3000  # characters
NAMES = sorted((name for name in topics if len(topics[name]) > 4000), key=str.lower)
FAILURES = [sends(500), sends(429, Retry_After="0"), sends(200, b"{}"), says("", finish="stop")]


def long_text() -> str:
    whole = "\n\n".join(topics[name] for name in NAMES)
    return whole[: PAGES * PAGE]


def rewrites(handler: Any, asked: dict[str, Any]) -> None:
    """A model that says in other words what the last sentences of the source say."""
    content = asked["messages"][-1]["content"]
    kept = [content[start:end] for start, end in sentence_spans(content)][-2:]
    words = " ".join(" ".join(kept).split()[:24]).rstrip(".,:;")
    says(f"In short, {words}.")(handler, asked)


class OneInFive:
    """Fails every fifth call, each time in another way."""

    def __init__(self) -> None:
        self.calls = self.failed = 0

    def __call__(self, handler: Any, asked: dict[str, Any]) -> None:
        self.calls += 1
        answer: Answer = rewrites
        if self.calls % 5 == 0:
            answer = FAILURES[self.failed % len(FAILURES)]
            self.failed += 1
        answer(handler, asked)


class Loop:
    """What the workers do between two answers, one after the other."""

    def __init__(self, project: Any) -> None:
        self.project = project
        self.head = ensure_live_head(project)

    def turn(self) -> None:
        """Until no node that settled has made another one to write for."""
        begun = True
        while begun:
            self.write()
            prepare_features(project_id=self.project.pk, reader=reader_of(self.head.version))
            update_head(project_id=self.project.pk)
            refresh_queue(project_id=self.project.pk)
            begun = Generation.objects.filter(state="queued").exists()

    def write(self) -> None:
        pending = Generation.objects.filter(state="queued")
        while due := list(pending.values_list("pk", flat=True)):
            pending.update(due_at=timezone.now())  # as if the waits were over
            for pk in due:
                run_generation(generation_id=pk)


def answer_next(client: Any, annotator: SimulatedAnnotator) -> bool:
    served = client.post("/api/v1/projects/plumb/next/")
    if served.status_code == 204:
        return False
    asked = served.json()
    first, second = asked["shown"]
    texts = {each["side"]: each["text"] for each in asked["shown"]}
    choice = annotator.choose(
        flat_text(asked["prompt"]["messages"]), texts["a"], texts["b"],
        1 if first["side"] == "a" else -1,
    )  # fmt: skip
    body = {"choice": choice, "submission_key": str(uuid.uuid4()), "duration_ms": 1000}
    stored = client.post(f"/api/v1/comparisons/{asked['id']}/preferences/", body)
    assert stored.status_code == 201, stored.content
    assert second
    return True


def test_a_long_document_reaches_its_root_and_every_sentence_leads_back(
    project, people, client_of, capsys
):
    project.settle_answers, project.settle_probability, project.queue_size = 1, 0.25, 60
    project.fan_out, project.summary_tokens = 6, 60
    project.save()
    text = long_text()
    model = OneInFive()
    with serving(model) as server:
        generator = client_of("admin").post(
            "/api/v1/projects/plumb/generators/",
            {"name": "small model", "url": server.url, "model": "small", "retries": 3},
        )
        assert generator.status_code == 201
        added = client_of("researcher").post(
            "/api/v1/projects/plumb/documents/", {"title": "Python", "text": text}
        )
        assert added.status_code == 202
        read_documents(project=project)
        loop = Loop(project)
        crowd = [(client_of(who), SimulatedAnnotator(coverage_reward, seed=seed))
                 for seed, who in enumerate(("annotator", "researcher"))]  # fmt: skip
        loop.turn()
        answers = 0
        document = Document.objects.get()
        while document.state != Document.State.SETTLED:
            client, annotator = crowd[answers % 2]
            if answers % 4 == 0 or not answer_next(client, annotator):
                loop.turn()
                document.refresh_from_db()
                if document.state != Document.State.SETTLED:
                    assert answer_next(client, annotator), "Nothing to ask below the root"
            answers += 1
    assert model.failed >= model.calls // 5 > 0
    assert not Generation.objects.exclude(state="succeeded").exists()
    assert Response.objects.filter(generator__name="small model").exists()
    check_root(client_of("researcher"), document, text)
    figures = {
        "pages": PAGES, "characters": len(text), "nodes": document.nodes.count(),
        "levels": document.nodes.get(parent=None).height + 1, "answers": Preference.objects.count(),
        "model_calls": model.calls, "model_failures": model.failed,
    }  # fmt: skip
    with capsys.disabled():
        print(json.dumps(figures))


def check_root(client: Any, document: Document, text: str) -> None:
    root = document.nodes.get(parent=None)
    assert root.height > 0
    assert root.settled_response is not None
    url = f"/api/v1/responses/{root.settled_response_id}/provenance/"
    sentences = client.get(url).json()["sentences"]
    assert sentences
    for sentence in sentences:
        assert sentence["document"]
        for place in sentence["document"]:
            assert text[place["start"] : place["end"]].strip()
            assert 0 <= place["start"] < place["end"] <= len(text)
