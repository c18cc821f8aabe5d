"""Conversations written out by chat templates are read back as what was said."""

from __future__ import annotations

import pytest

from rewardmodel.learning.encoders.rendered import (
    SeparationError,
    split_conversation,
    without_special_tokens,
)

ASKED = "Why is the cord true?\n\nSay it in one line."
SAID = "A weight pulls it straight."
USER = [{"role": "user", "content": ASKED}]
SYSTEM = [{"role": "system", "content": "Be brief."}, *USER]

# name: (rendered prompt, its messages, what ends an answer)
TEMPLATES = {
    "chatml": (
        "<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\n"
        f"{ASKED}<|im_end|>\n<|im_start|>assistant\n",
        SYSTEM,
        "<|im_end|>",
    ),
    "llama 3": (
        "<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\n"
        f"{ASKED}<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n",
        USER,
        "<|eot_id|>",
    ),
    "llama 2": (
        f"<s>[INST] <<SYS>>\nBe brief.\n<</SYS>>\n\n{ASKED} [/INST]",
        SYSTEM,
        " </s>",
    ),
    "mistral": (f"<s>[INST] {ASKED} [/INST]", USER, "</s>"),
    "gemma": (
        f"<bos><start_of_turn>user\n{ASKED}<end_of_turn>\n<start_of_turn>model\n",
        USER,
        "<end_of_turn>\n<eos>",
    ),
    "zephyr": (f"<|user|>\n{ASKED}</s>\n<|assistant|>\n", USER, "</s>"),
    "phi": (f"<|user|>\n{ASKED}<|end|>\n<|assistant|>\n", USER, "<|end|><|endoftext|>"),
    "deepseek": (
        f"<｜begin▁of▁sentence｜>Be brief.<｜User｜>{ASKED}<｜Assistant｜>",
        SYSTEM,
        "<｜end▁of▁sentence｜>",
    ),
    "command r": (
        f"<BOS_TOKEN><|START_OF_TURN_TOKEN|><|USER_TOKEN|>{ASKED}<|END_OF_TURN_TOKEN|>"
        "<|START_OF_TURN_TOKEN|><|CHATBOT_TOKEN|>",
        USER,
        "<|END_OF_TURN_TOKEN|>",
    ),
    "transcript": (f"\n\nHuman: {ASKED}\n\nAssistant:", USER, "<|endoftext|>"),
    "none": (ASKED, ASKED, "</s>"),
}


@pytest.mark.parametrize("name", TEMPLATES)
@pytest.mark.parametrize("finished", [True, False])
def test_an_answer_scores_the_same_finished_or_not_whatever_the_template(name, finished):
    prompt, asked, end = TEMPLATES[name]
    query = prompt + SAID + (end if finished else "")
    assert split_conversation(query, prompt) == (asked, SAID)


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_policy_that_ends_at_once_said_nothing(name):
    prompt, asked, end = TEMPLATES[name]
    assert split_conversation(prompt + end, prompt) == (asked, "")
    assert split_conversation(prompt, prompt) == (asked, "")


@pytest.mark.parametrize("name", TEMPLATES)
def test_spaces_that_a_decoder_put_elsewhere_change_nothing(name):
    prompt, asked, end = TEMPLATES[name]
    spaced = prompt.replace("[INST] ", "[INST]  ").replace("cord", " cord").replace("\n", " \n")
    assert split_conversation(f"{spaced}{SAID}{end}", prompt) == (asked, SAID)
    assert split_conversation(f"<s> {prompt}{SAID}{end}", prompt) == (asked, SAID)
    assert split_conversation(f" {prompt}{SAID}{end}<pad><pad>", prompt) == (asked, SAID)


def test_forms_of_characters_that_a_tokenizer_unifies_change_nothing():
    prompt = "Is ﬁve ＞ 4 …?"
    assert split_conversation("Is five > 4 ...? Yes.</s>", prompt) == (prompt, "Yes.")


def test_a_prompt_that_lost_its_beginning_is_found_by_its_end():
    prompt = TEMPLATES["chatml"][0]
    query = prompt[40:] + SAID + "<|im_end|>"
    assert split_conversation(query, prompt) == (SYSTEM, SAID)


def test_a_plain_prompt_is_found_in_a_rendered_conversation():
    prompt, asked, end = TEMPLATES["chatml"]
    assert split_conversation(prompt + SAID + end, ASKED) == (asked, SAID)


def test_of_several_turns_what_the_assistant_said_counts():
    prompt = TEMPLATES["chatml"][0]
    query = (
        f"{prompt}Let me look.<|im_end|>\n<|im_start|>tool\n42 files<|im_end|>\n"
        "<|im_start|>assistant\nThere are 42.<|im_end|>\n"
    )
    assert split_conversation(query, prompt)[1] == "Let me look.\n\nThere are 42."


def test_what_an_answer_had_to_begin_with_is_part_of_it():
    prompt = TEMPLATES["chatml"][0] + "<think>\n"
    assert split_conversation(prompt + "Well.</think> Yes.<|im_end|>", prompt) == (
        SYSTEM,
        "<think>Well.</think> Yes.",
    )


@pytest.mark.parametrize("query", ["", "Something else altogether, said by nobody.", "Why is"])
def test_what_does_not_begin_with_its_prompt_is_refused(query):
    with pytest.raises(SeparationError):
        split_conversation(query, ASKED)
    with pytest.raises(SeparationError):
        split_conversation(query, TEMPLATES["chatml"][0])


def test_marks_within_a_text_stay():
    assert without_special_tokens("<s>Use <s>old</s> here and <|x|> there.</s></s>\n") == (
        "Use <s>old</s> here and <|x|> there."
    )


def test_very_long_conversations_are_split_too():
    prompt, said = "word " * 20_000, "answer " * 20_000
    assert split_conversation(f"<s>{prompt} {said}</s>", prompt)[1] == said.strip()
