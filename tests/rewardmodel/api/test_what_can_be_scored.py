"""Every form in which clients send texts is scored as the text that it is, or refused by name."""

from __future__ import annotations

import pytest

from plumbline_client import reward_function
from rewardmodel.learning.encoders.decoder import load_encoder
from rewardmodel.services.scoring import score_items
from tests.rewardmodel.tiny_decoder import build_tiny_decoder

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("scorer")]
REWARD = "/api/v1/projects/plumb/reward/"
OPENRLHF = "/api/v1/projects/plumb/reward/openrlhf/"
# Rounding, and what another text makes of a reward.
CLOSE, APART = 1e-9, 1e-4
PROMPT = "What hangs from the cord?"


def part(text):
    return {"type": "text", "text": text}


def rewards_of(client, *items):
    """Mean rewards of (prompt, response) items; a response of ``...`` is left out."""
    body = [
        {"prompt": prompt} if response is ... else {"prompt": prompt, "response": response}
        for prompt, response in items
    ]
    answer = client.post(REWARD, {"items": body})
    assert answer.status_code == 200, answer.content
    return [reward["mean"] for reward in answer.json()["rewards"]]


@pytest.fixture
def learned(project, people, make_comparisons, give_answers):
    """A head that tells texts apart."""
    from rewardmodel.services.fast_clock import update_head

    make_comparisons(8)
    give_answers(project, people["annotator"], 8)
    update_head(project_id=project.pk)


@pytest.fixture
def client(client_of, learned):
    return client_of("researcher")


SAME_AS_EMPTY = (
    None, "", ..., [], [{"role": "assistant", "content": None}], {"role": "assistant"},
    [{"role": "assistant", "content": "", "tool_calls": [{"id": "1"}]}], [part("")],
    [{"role": "tool", "content": "42 files"}],
)  # fmt: skip


@pytest.mark.parametrize("response", SAME_AS_EMPTY)
def test_a_response_that_says_nothing_is_the_empty_text(client, response):
    empty, other, same = rewards_of(client, (PROMPT, ""), (PROMPT, "A weight."), (PROMPT, response))
    assert same == pytest.approx(empty, abs=CLOSE)
    assert abs(other - empty) > APART


SAME_AS_WEIGHT = (
    [part("A "), part("weight.")],
    [{"type": "output_text", "text": "A weight."}],
    {"role": "assistant", "content": "A weight."},
    {"role": "assistant", "content": [part("A weight.")]},
    [{"role": "assistant", "content": None}, {"role": "tool", "content": "not the assistant"},
     {"role": "assistant", "content": "A weight."}],
)  # fmt: skip


@pytest.mark.parametrize("response", SAME_AS_WEIGHT)
def test_parts_and_messages_are_the_text_that_they_hold(client, response):
    text, same = rewards_of(client, (PROMPT, "A weight."), (PROMPT, response))
    assert same == pytest.approx(text, abs=CLOSE)


@pytest.mark.parametrize(
    "prompt",
    [
        [{"role": "user", "content": PROMPT}],
        [{"role": "user", "content": [part("What hangs "), part("from the cord?")]}],
        [part(PROMPT)],
    ],
)
def test_a_prompt_of_parts_is_the_text_that_it_holds(client, prompt):
    text, same = rewards_of(client, (PROMPT, "A weight."), (prompt, "A weight."))
    assert same == pytest.approx(text, abs=CLOSE)


def test_turns_without_content_are_no_word_in_a_prompt(client):
    turns = [{"role": "user", "content": PROMPT}, {"role": "assistant", "content": None}]
    same, other, said = rewards_of(
        client,
        (turns, "A weight."),
        ([turns[0], {"role": "assistant", "content": ""}], "A weight."),
        ([turns[0], {"role": "assistant", "content": "None"}], "A weight."),
    )
    assert same == pytest.approx(other, abs=CLOSE)
    assert abs(same - said) > APART


IMAGE = {"type": "image_url", "image_url": {"url": "https://example.org/a.png"}}


@pytest.mark.parametrize(
    ("item", "named"),
    [
        ({"response": [IMAGE]}, "image_url"),
        ({"response": [part("A"), {"type": "input_audio"}]}, "Part 1 is 'input_audio'"),
        ({"response": [{"role": "assistant", "content": [IMAGE]}]}, "Message 0: Part 0"),
        ({"response": [[part("A")]]}, "a list"),
        ({"response": ["A", "B"]}, "a text"),
        ({"response": [part(None)]}, "The text of part 0 is null"),
        ({"response": [part([part("A")])]}, "a list"),
        ({"response": 5}, "a number"),
        ({"response": 1.5}, "a number"),
        ({"response": True}, "true or false"),
        ({"response": {"text": "A"}}, "no role"),
        ({"response": "A", "prompt": 5}, "a number"),
        ({"response": "A", "prompt": None}, "null"),
        ({"response": "A", "prompt": []}, "at least one message"),
        ({"response": "A", "prompt": [{"role": "user", "content": 5}]}, "a number"),
        ({"response": "A", "prompt": [{"role": "user", "content": [IMAGE]}]}, "image_url"),
        ({"response": "A", "prompt": [{"role": 5, "content": "A"}]}, "no role"),
        ({"response": "A", "prompt": [{"content": "A"}]}, "no role"),
        ({"response": "A", "prompt": ["A"]}, "Message 0 is a text"),
        ({"response": "A", "prompt": {"role": "user", "content": "A"}}, "an object"),
        ({"response": "A", "reply": "B"}, "reply"),
        ("A", "Invalid data"),
        (None, "null"),
    ],
)
def test_what_is_no_text_is_refused_by_its_name_and_its_item(client, item, named):
    good = {"prompt": PROMPT, "response": "A weight."}
    bad = good | item if isinstance(item, dict) else item
    refused = client.post(REWARD, {"items": [good, good, bad, good]})
    assert refused.status_code == 400, refused.content
    told = refused.json()
    assert set(told) == {"code", "message", "details"}
    assert told["message"].startswith("Item 2: ")
    assert named in told["message"]
    assert told["details"]["index"] == 2
    assert list(told["details"]["fields"]["items"]) == ["2"]


def test_very_long_and_foreign_texts_are_scored(client):
    long = "word " * 60_000
    found = rewards_of(client, (PROMPT, long), (PROMPT, "\U0001f600 \u202e الحبل 重り"), (long, ""))
    assert len(set(found)) == 3


def test_a_decoder_scores_the_empty_text(tmp_path, client_of, settings, client):
    encoder = load_encoder(build_tiny_decoder(tmp_path))
    assert encoder.texts_of(PROMPT, "")[1].endswith("[MASK]assistant [SEP]")
    assert encoder.texts_of([{"role": "assistant", "content": None}], "")[0].count("None") == 0


def test_openrlhf_pays_what_reward_pays(client, project):
    """Neither end markers nor where a decoder puts its spaces are paid for."""
    from rewardmodel.services.features import Item

    rendered = f"<|im_start|>user\n{PROMPT}<|im_end|>\n<|im_start|>assistant\n"
    queries = [
        f"{rendered}A weight.<|im_end|>",
        f"{rendered}A weight.",
        f"<s> {rendered.replace('cord', ' cord')}A weight.</s>",
        f"{rendered}<|im_end|>",
        rendered,
    ]
    body = {"query": queries, "prompts": [rendered] * 5, "labels": [None] * 5}
    answer = client.post(OPENRLHF, body)
    assert answer.status_code == 200, answer.content
    items = [Item(PROMPT, "A weight.")] * 3 + [Item(PROMPT, "")] * 2
    expected = score_items(project_id=project.pk, items=items)["mean"]
    assert answer.json()["rewards"] == answer.json()["scores"] == pytest.approx(expected, abs=1e-6)
    assert abs(expected[0] - expected[3]) > APART


@pytest.mark.parametrize(
    ("query", "code"),
    [("Something else was said.", "not_separated"), (5, "invalid"), (None, "invalid"),
     (["A"], "invalid")],
)  # fmt: skip
def test_openrlhf_names_the_query_that_cannot_be_scored(client, query, code):
    body = {"query": [f"{PROMPT} A.", query], "prompts": [PROMPT, PROMPT]}
    refused = client.post(OPENRLHF, body)
    assert (refused.status_code, refused.json()["code"]) == (400, code), refused.content
    assert refused.json()["message"].startswith("Item 1: ")
    assert refused.json()["details"]["index"] == 1


def test_the_reward_function_takes_what_policies_do(client_to, learned):
    paid = reward_function(client_to())
    tools = [{"role": "assistant", "content": None, "tool_calls": [{"id": "1"}]}]
    chat = [{"role": "assistant", "content": "A weight."}]
    empty, nothing, called, said, text = paid(
        prompts=[PROMPT] * 5, completions=["", None, tools, chat, "A weight."], trainer_state=None
    )
    assert [nothing, called] == pytest.approx([empty, empty], abs=CLOSE)
    assert said == pytest.approx(text, abs=CLOSE)
    assert abs(said - empty) > APART
