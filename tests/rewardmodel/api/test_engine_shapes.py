"""Clients of inference engines get what they expect: vLLM's shapes, and OpenAI's embeddings."""

from __future__ import annotations

import base64

import numpy as np
import pytest

from rewardmodel.services.fast_clock import update_head
from rewardmodel.services.features import Item
from rewardmodel.services.heads import ensure_live_head, load_live
from rewardmodel.services.scoring import score_items

pytestmark = pytest.mark.django_db
P = "/api/v1/projects/plumb/"
PROMPT, SAID, OTHER = "What hangs from the cord?", "A weight.", "Nothing that is good."
TURNS = [{"role": "user", "content": PROMPT}, {"role": "assistant", "content": SAID}]
CHATML = f"<|im_start|>user\n{PROMPT}<|im_end|>\n<|im_start|>assistant\n{SAID}<|im_end|>\n"


@pytest.fixture
def learned(project, people, make_comparisons, give_answers, scorer):
    make_comparisons(8)
    give_answers(project, people["annotator"], 8)
    update_head(project_id=project.pk)


@pytest.fixture
def ask(client_of, learned):
    def post(path, **body):
        answer = client_of("researcher").post(f"{P}{path}", body)
        assert answer.status_code == 200, answer.content
        return answer.json()

    return post


@pytest.fixture
def served(project, learned):
    items = [Item(PROMPT, SAID), Item(PROMPT, OTHER), Item("", SAID)]
    return score_items(project_id=project.pk, items=items)["mean"]


def checked_envelope(answer, kind, count):
    assert answer["id"].startswith(f"{kind}-")
    assert (answer["object"], answer["model"]) == ("list", "plumb-v1")
    assert [row["index"] for row in answer["data"]] == list(range(count))
    usage = answer["usage"]
    assert usage["prompt_tokens"] == usage["total_tokens"] > 0
    return answer["data"]


def test_classify_takes_conversations(ask, served):
    answer = ask("classify", model="any", input=[CHATML, SAID], use_activation=False, priority=0)
    rows = checked_envelope(answer, "classify", 2)
    assert [row["probs"] for row in rows] == [
        pytest.approx([served[0]], abs=1e-6),
        pytest.approx([served[2]], abs=1e-6),
    ]
    assert {(row["label"], row["num_classes"]) for row in rows} == {("reward", 1)}
    chat = ask("classify", messages=TURNS)["data"][0]["probs"][0]
    assert chat == pytest.approx(served[0], abs=1e-6)


def test_pooling_gives_numbers_or_their_bytes(ask, served):
    rows = checked_envelope(ask("pooling", input=CHATML), "pool", 1)
    assert rows[0]["object"] == "pooling"
    assert rows[0]["data"] == pytest.approx([served[0]], abs=1e-6)
    coded = ask("pooling", input=CHATML, encoding_format="base64")["data"][0]["data"]
    assert np.frombuffer(base64.b64decode(coded), "<f4") == pytest.approx(served[:1], abs=1e-6)


@pytest.mark.parametrize(
    "names", [("text_1", "text_2"), ("data_1", "data_2"), ("queries", "documents")]
)
def test_score_takes_one_prompt_for_all_or_one_each(ask, served, names):
    one, other = names
    rows = checked_envelope(ask("score", **{one: PROMPT, other: [SAID, OTHER]}), "score", 2)
    assert [row["score"] for row in rows] == pytest.approx(served[:2], abs=1e-6)
    assert rows[0]["object"] == "score"
    each = ask("score", **{one: [PROMPT, ""], other: [SAID, SAID]})["data"]
    assert [row["score"] for row in each] == pytest.approx([served[0], served[2]], abs=1e-6)


def test_length_is_paid_as_the_request_says(ask):
    unpaid, paid = (
        ask("score", text_1=PROMPT, text_2=[SAID, "word " * 90], length=way)["data"]
        for way in ("unpaid", "paid")
    )
    assert paid[1]["score"] != unpaid[1]["score"]


def test_embeddings_are_the_encoders(ask, project):
    answer = ask("v1/embeddings", model="x", input=[SAID, OTHER], user="me")
    rows = checked_envelope(answer, "embd", 2)
    reader = load_live(ensure_live_head(project)).reader
    width = reader.encoder.embedding_dim
    expected = reader.read([SAID, OTHER]).vectors[:, :width]
    assert np.array([row["embedding"] for row in rows]) == pytest.approx(expected, abs=1e-6)
    assert np.linalg.norm(expected, axis=1) == pytest.approx(1, abs=1e-5)
    coded = ask("v1/embeddings", input=SAID, encoding_format="base64")["data"][0]["embedding"]
    assert np.frombuffer(base64.b64decode(coded), "<f4") == pytest.approx(expected[0], abs=1e-6)
    tokens = answer["usage"]["prompt_tokens"]
    windows = reader.encoder.tokenise([SAID, OTHER]).windows
    assert tokens == sum(len(ids) for each in windows for ids in each)


def test_the_model_is_listed(client_of, learned):
    found = client_of("researcher").get(f"{P}v1/models").json()
    assert [row["id"] for row in found["data"]] == ["plumb-v1"]


@pytest.mark.parametrize(
    ("path", "body", "named"),
    [
        ("classify", {}, "input"),
        ("classify", {"input": SAID, "messages": TURNS}, "input"),
        ("classify", {"input": [1, 2, 3]}, "token ids"),
        ("classify", {"input": [[1, 2]]}, "token ids"),
        ("classify", {"input": [SAID, None]}, "Item 1"),
        ("classify", {"input": []}, "list of texts"),
        ("classify", {"input": [SAID] * 513}, "512"),
        ("classify", {"messages": [{"role": "user", "content": [{"type": "image_url"}]}]}, "image"),
        ("classify", {"input": SAID, "length": "long"}, "length"),
        ("pooling", {"input": SAID, "encoding_format": "bytes"}, "encoding_format"),
        ("score", {"text_1": PROMPT}, "text_2"),
        ("score", {"text_1": [PROMPT] * 2, "text_2": [SAID] * 3}, "2 prompts"),
        ("v1/embeddings", {"input": SAID, "dimensions": 7}, "32 dimensions"),
        ("v1/embeddings", {"input": {"text": SAID}}, "list of texts"),
    ],
)
def test_what_cannot_be_scored_is_refused_by_name(client_of, learned, path, body, named):
    refused = client_of("researcher").post(f"{P}{path}", body)
    assert refused.status_code == 400, refused.content
    assert set(refused.json()) == {"code", "message", "details"}
    assert named in refused.content.decode()


@pytest.mark.parametrize("path", ["classify", "pooling", "score", "v1/embeddings"])
def test_without_a_scorer_it_says_when_to_come_back(client_of, project, path):
    body = {"text_1": PROMPT, "text_2": SAID} if path == "score" else {"input": SAID}
    refused = client_of("researcher").post(f"{P}{path}", body)
    assert (refused.status_code, refused.json()["code"]) == (503, "scorer_unavailable")
    assert int(refused["Retry-After"]) > 0
