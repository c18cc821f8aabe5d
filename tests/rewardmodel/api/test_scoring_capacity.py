"""Requests for rewards have places of their own, and what was scored is not scored again."""

from __future__ import annotations

import time
import uuid
from collections.abc import Sequence

import numpy as np
import pytest

from feedback.errors import Refusal
from feedback.services.workers import give_sign
from rewardmodel.learning.encoders.feature_sets import Reader, TextVectors
from rewardmodel.models import Embedding
from rewardmodel.services import scored_texts, scorer_client
from rewardmodel.services.features import Item
from rewardmodel.services.heads import ensure_live_head, load_live
from rewardmodel.services.scored_texts import phi_of
from rewardmodel.services.scoring import score_items
from rewardmodel.tasks import score
from tests.rewardmodel.tiny_encoder import build_tiny_encoder

pytestmark = pytest.mark.django_db
REWARD = "/api/v1/projects/plumb/reward/"
BODY = {"items": [{"prompt": "What hangs?", "response": "A weight."}]}


@pytest.fixture
def encoder(tmp_path, settings) -> None:
    settings.PLUMBLINE_ENCODER = str(build_tiny_encoder(tmp_path / "tiny"))


@pytest.fixture
def a_worker_is_alive(db: None) -> None:
    """One that was heard, and takes nothing up."""
    give_sign(name="live@test", queues=["live"], places=1)


@pytest.mark.usefixtures("a_worker_is_alive")
def test_beyond_its_places_requests_are_told_at_once(client_of, settings):
    settings.PLUMBLINE_SCORER_REQUESTS = 2
    settings.PLUMBLINE_SCORER_WAIT_MS = 50
    client = client_of("researcher")
    with scorer_client._a_place(), scorer_client._a_place():  # two others wait
        answer = client.post(REWARD, BODY)
    assert (answer.status_code, answer.json()["code"]) == (503, "scorer_busy")
    assert answer["Retry-After"] == "1"
    # A place is given back, whatever came of the request.
    codes = [client.post(REWARD, BODY).json()["code"] for _ in range(3)]
    assert codes == ["scorer_unavailable"] * 3


@pytest.mark.usefixtures("a_worker_is_alive")
def test_a_part_that_nobody_takes_up_is_a_503(client_of, settings):
    settings.PLUMBLINE_SCORER_WAIT_MS = 50
    answer = client_of("researcher").post(REWARD, BODY)
    assert (answer.status_code, answer.json()["code"]) == (503, "scorer_unavailable")
    assert int(answer["Retry-After"]) > 0


def test_the_answer_reaches_who_holds_the_ticket(project, encoder):
    ticket = uuid.uuid4().hex
    score(project.pk, [["What hangs?", "A weight."]], ticket)
    answer = scorer_client._answer_for(ticket, time.monotonic() + 5)
    assert (len(answer["mean"]), answer["version"]) == (1, 1)
    with pytest.raises(Refusal):  # it is taken once
        scorer_client._answer_for(ticket, time.monotonic() + 0.01)


def test_a_scorer_that_fails_says_so_at_once(encoder):
    ticket = uuid.uuid4().hex
    with pytest.raises(Exception, match="matching query"):
        score(999_999, [["What hangs?", "A weight."]], ticket)
    with pytest.raises(Refusal, match="failed"):
        scorer_client._answer_for(ticket, time.monotonic() + 5)


def test_a_request_sent_again_goes_on_where_it_stopped(project, encoder, monkeypatch):
    read_texts: list[str] = []
    read = Reader.read

    def counted(self: Reader, texts: Sequence[str]) -> TextVectors:
        read_texts.extend(texts)
        return read(self, texts)

    monkeypatch.setattr(Reader, "read", counted)
    items = [Item("What is asked again?", f"Weight {index}.") for index in range(6)]
    first = score_items(project_id=project.pk, items=items[:4])
    again = score_items(project_id=project.pk, items=items)
    assert again["mean"][:4] == first["mean"]
    assert sorted(read_texts) == sorted({items[0].prompt, *(item.response for item in items)})
    assert not Embedding.objects.exists()  # remembered, not stored


def test_what_is_remembered_is_what_the_encoder_says_and_is_bounded(project, encoder, monkeypatch):
    reader = load_live(ensure_live_head(project)).reader
    items = [Item("Why?", "A weight."), Item("Why?", "A line."), Item("What?", "A weight.")]
    for _ in range(2):  # new, then remembered
        found, cut = phi_of(reader, items)
        wanted, wanted_cut = reader.phi(
            [item.prompt for item in items], [item.response for item in items]
        )
        np.testing.assert_allclose(found, wanted, atol=1e-5)
        assert cut.tolist() == wanted_cut.tolist()
    monkeypatch.setattr(scored_texts, "KEPT_BYTES", 10 * reader.width * 4)
    scored_texts.read_texts(reader, [f"Text {index}" for index in range(40)])
    assert len(scored_texts._remembered) == 10
    assert scored_texts._bytes == 10 * reader.width * 4
