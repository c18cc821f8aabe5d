"""Rewards from a running scorer: over HTTP, through the client, and inside a policy trainer."""

from __future__ import annotations

import base64
from pathlib import Path

import httpx
import pytest

from bench.stack import Stack
from plumbline_client import PlumblineClient, PlumblineError, reward_function
from tests.e2e.people import answer_next, client_for
from tests.rewardmodel.tiny_decoder import TEMPLATE
from tests.rewardmodel.tiny_encoder import word_pieces

pytestmark = [pytest.mark.e2e, pytest.mark.usefixtures("logins")]
PROMPT = "Summarise: a weight hangs from a cord, and the cord is true."
RESPONSES = ["A weight hangs from a cord.", "Something hangs.", "The cord is true."]


@pytest.fixture(scope="module")
def token(stack: Stack, logins: dict[str, str]) -> str:
    with client_for(stack, "researcher") as client:
        return client.headers["Authorization"].removeprefix("Bearer ")


@pytest.fixture
def client(stack: Stack, token: str) -> PlumblineClient:
    return PlumblineClient(stack.url, token=token, project="demo")


def test_the_client_scores_texts_and_chats_alike(client: PlumblineClient) -> None:
    found = client.rewards([(PROMPT, text) for text in RESPONSES * 50], pessimism=2.0)
    assert len(found.rewards) == 150
    assert found.rewards[:3] == found.rewards[3:6]
    first = found.rewards[0]
    assert first.conservative == pytest.approx(first.mean - 2 * first.std)
    chat = [{"role": "user", "content": PROMPT}]
    again = client.rewards([(chat, text) for text in RESPONSES], pessimism=2.0)
    for one, other in zip(again.rewards, found.rewards[:3], strict=True):
        assert one.mean == pytest.approx(other.mean, abs=1e-5)


def test_what_the_server_refuses_is_raised_with_its_code(stack: Stack, token: str) -> None:
    elsewhere = PlumblineClient(stack.url, token=token, project="nowhere")
    with pytest.raises(PlumblineError) as refused:
        elsewhere.rewards([(PROMPT, "x")])
    assert (refused.value.code, refused.value.status) == ("not_found", 404)
    with pytest.raises(PlumblineError) as unknown:
        PlumblineClient(stack.url, token="0" * 64, project="demo").rewards([(PROMPT, "x")])
    assert unknown.value.status == 401
    away = PlumblineClient("http://127.0.0.1:9", token=token, project="demo", retries=0)
    with pytest.raises(PlumblineError, match="unreachable"):
        away.rewards([(PROMPT, "x")])


def test_an_etag_holds_until_an_answer_is_learned(stack: Stack, token: str) -> None:
    url = f"{stack.url}/api/v1/projects/demo/reward/"
    headers = {"Authorization": f"Bearer {token}"}
    body = {"items": [{"prompt": PROMPT, "response": RESPONSES[0]}]}
    scored = httpx.post(url, json=body, headers=headers, timeout=30).raise_for_status()
    known = headers | {"If-None-Match": scored.headers["ETag"]}
    assert httpx.post(url, json=body, headers=known, timeout=30).status_code == 304
    other = body | {"pessimism": 1.0}
    assert httpx.post(url, json=other, headers=known, timeout=30).status_code == 200
    with client_for(stack, "annotator") as annotator:
        answer_next(annotator, "demo", "a")
    before = scored.json()["step"]
    for _ in range(100):
        fresh = httpx.post(url, json=body, headers=known, timeout=30)
        if fresh.status_code == 200:
            break
    assert fresh.json()["step"] > before


def test_a_trainer_that_only_knows_an_address(stack: Stack, token: str) -> None:
    credentials = base64.b64encode(f"token:{token}".encode()).decode()
    body = {
        "query": [f"{PROMPT} {text}" for text in RESPONSES],
        "prompts": [PROMPT] * 3,
        "labels": [None] * 3,
    }
    answer = httpx.post(
        f"{stack.url}/api/v1/projects/demo/reward/openrlhf/",
        json=body,
        headers={"Authorization": f"Basic {credentials}"},
        timeout=30,
    )
    scores = answer.raise_for_status().json()
    assert len(scores["rewards"]) == len(scores["scores"]) == 3
    assert all(len(values) == 3 for values in scores["extra_logs"].values())


def test_grpo_trains_against_the_live_head(client: PlumblineClient, tmp_path: Path) -> None:
    datasets, trl = pytest.importorskip("datasets"), pytest.importorskip("trl")
    from transformers import LlamaConfig, LlamaForCausalLM

    tokenizer = word_pieces(max_length=256)
    tokenizer.bos_token, tokenizer.eos_token = "[CLS]", "[SEP]"
    tokenizer.chat_template = TEMPLATE
    model = LlamaForCausalLM(
        LlamaConfig(
            vocab_size=len(tokenizer),
            hidden_size=32,
            num_hidden_layers=2,
            num_attention_heads=4,
            intermediate_size=64,
            max_position_embeddings=256,
            pad_token_id=tokenizer.pad_token_id,
            bos_token_id=tokenizer.bos_token_id,
            eos_token_id=tokenizer.eos_token_id,
        )
    )
    trainer = trl.GRPOTrainer(
        model=model,
        reward_funcs=[reward_function(client, pessimism=1.0)],
        processing_class=tokenizer,
        train_dataset=datasets.Dataset.from_list([{"prompt": PROMPT}] * 4),
        args=trl.GRPOConfig(
            output_dir=str(tmp_path),
            max_steps=1,
            per_device_train_batch_size=4,
            num_generations=2,
            max_completion_length=8,
            report_to=[],
            save_strategy="no",
            use_cpu=True,
            bf16=False,
            logging_steps=1,
        ),
    )
    trainer.train()
    logged = [row for row in trainer.state.log_history if "reward" in row]
    assert logged
    assert logged[0]["rewards/plumbline/mean"] == pytest.approx(logged[0]["reward"])
