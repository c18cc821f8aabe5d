"""Policy trainers get rewards in the form that each of them asks in."""

from __future__ import annotations

import numpy as np
import pytest

from plumbline_client import nemo_gym_verifier, reward_function, trainers, verl_reward_function
from rewardmodel.services.fast_clock import update_head
from tests.rewardmodel.tiny_decoder import TEMPLATE
from tests.rewardmodel.tiny_encoder import word_pieces

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("scorer")]
PROMPT = "What hangs from the cord?"
CHAT = [{"role": "user", "content": PROMPT}]


@pytest.fixture
def client(client_to, project, people, make_comparisons, give_answers):
    make_comparisons(8)
    give_answers(project, people["annotator"], 8)
    update_head(project_id=project.pk)
    return client_to()


@pytest.fixture
def paid(client):
    """What reward/ says of a weight, and of nothing."""
    found = client.rewards([(PROMPT, "A weight."), (PROMPT, "")], pessimism=1.0)
    weight, nothing = (reward.conservative for reward in found.rewards)
    assert abs(weight - nothing) > 1e-4
    return {"A weight.": weight, "": nothing}


def test_verl_asks_about_one_response(client, paid):
    score = verl_reward_function(client, pessimism=1.0)
    for said, reward in paid.items():
        found = score(
            data_source="own",
            solution_str=said,
            ground_truth=None,
            extra_info={"prompt": PROMPT, "num_turns": None, "rollout_reward_scores": {}},
        )
        assert found == pytest.approx(reward, abs=1e-9)


def test_verls_batch_manager_asks_about_all(client, paid):
    score = verl_reward_function(client, pessimism=1.0, prompt_key="question")
    extras = np.array([{"question": np.array(CHAT)}, {"question": PROMPT}], dtype=object)
    found = score(
        data_sources=np.array(["own", "own"]),
        solution_strs=["A weight.", ""],
        ground_truths=[None, None],
        extra_infos=extras,
    )
    assert found == pytest.approx(list(paid.values()), abs=1e-6)


def test_verl_without_the_prompt_is_told_so(client):
    with pytest.raises(ValueError, match="item 0: extra_info has no 'prompt'"):
        verl_reward_function(client)(solution_str="A weight.", extra_info={"index": 3})


def test_verls_configuration_can_name_the_module(client, paid, monkeypatch):
    monkeypatch.setattr(trainers, "PlumblineClient", lambda *_, **__: client)
    trainers._usual_verl_function.cache_clear()
    found = trainers.compute_score("own", "A weight.", None, {"prompt": PROMPT})
    trainers._usual_verl_function.cache_clear()
    assert found == pytest.approx(client.rewards([(PROMPT, "A weight.")]).rewards[0].mean)


def test_nemo_gym_verifies_what_the_assistant_said(client, paid):
    said = {"type": "output_text", "text": "A weight.", "annotations": []}
    body = {
        "responses_create_params": {"input": [{"type": "message", **CHAT[0]}], "tools": []},
        "response": {
            "id": "resp_1",
            "object": "response",
            "output": [
                {"type": "reasoning", "id": "r", "summary": [{"text": "Hm.", "type": "summary"}]},
                {"type": "function_call", "name": "look", "arguments": "{}", "call_id": "1"},
                {"type": "function_call_output", "call_id": "1", "output": "42 files"},
                {"type": "message", "id": "m", "role": "assistant", "content": [said]},
            ],
        },
    }
    verify = nemo_gym_verifier(client, pessimism=1.0)
    answer = verify(body)
    assert answer["reward"] == pytest.approx(paid["A weight."], abs=1e-6)
    assert {name: answer[name] for name in body} == body
    silent = {
        "responses_create_params": {"input": PROMPT},
        "response": {"output": body["response"]["output"][:2]},
    }
    assert verify(silent)["reward"] == pytest.approx(paid[""], abs=1e-6)


def test_nemo_gyms_instructions_are_what_the_system_says(client):
    turns = [{"role": "system", "content": "Be brief."}, *CHAT]
    body = {
        "responses_create_params": {"input": PROMPT, "instructions": "Be brief."},
        "response": {"output": [{"role": "assistant", "type": "message", "content": "A weight."}]},
    }
    expected = client.rewards([(turns, "A weight.")]).rewards[0].mean
    assert nemo_gym_verifier(client)(body)["reward"] == pytest.approx(expected, abs=1e-6)


def test_a_grpo_step_of_a_policy_that_ends_at_once(client, paid, tmp_path):
    """TRL's own trainer, with a policy whose every completion is empty."""
    datasets, trl = pytest.importorskip("datasets"), pytest.importorskip("trl")
    from transformers import LlamaConfig, LlamaForCausalLM

    tokenizer = word_pieces(max_length=64)
    tokenizer.bos_token, tokenizer.eos_token = "[CLS]", "[SEP]"
    tokenizer.chat_template = TEMPLATE
    ids = {name: getattr(tokenizer, f"{name}_token_id") for name in ("pad", "bos", "eos")}
    model = LlamaForCausalLM(
        LlamaConfig(
            vocab_size=len(tokenizer), hidden_size=16, num_hidden_layers=1, num_attention_heads=2,
            intermediate_size=16, max_position_embeddings=64,
            **{f"{name}_token_id": value for name, value in ids.items()},
        )
    )  # fmt: skip
    trainer = trl.GRPOTrainer(
        model=model,
        reward_funcs=[reward_function(client, pessimism=1.0)],
        processing_class=tokenizer,
        train_dataset=datasets.Dataset.from_list([{"prompt": PROMPT}] * 2),
        args=trl.GRPOConfig(
            output_dir=str(tmp_path), max_steps=1, per_device_train_batch_size=2,
            num_generations=2, max_completion_length=1, report_to=[], save_strategy="no",
            use_cpu=True, bf16=False, logging_steps=1,
            generation_kwargs={"forced_eos_token_id": ids["eos"]},
        ),
    )  # fmt: skip
    trainer.train()
    logged = next(row for row in trainer.state.log_history if "reward" in row)
    assert logged["completions/mean_length"] == 1  # the end alone
    assert logged["reward"] == pytest.approx(paid[""], abs=1e-5)
